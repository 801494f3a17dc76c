package io.antrean.ticket;

import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrCode.Ecc;
import java.util.List;

/**
 * A QR code as SVG, with the numbers that it stands for in letters below. One unit is one module,
 * shown as whole pixels; dark modules that touch are one line, so that no seams are drawn.
 */
final class QrCodeDrawing {

  /** The modules around the code that a scanner needs to be empty, by the standard. */
  static final int QUIET = 4;

  private static final int PIXELS_A_MODULE = 4;
  private static final int LETTERS = 10;
  private static final int LINE = 13;

  private QrCodeDrawing() {}

  /** {@code title} is what a screen reader says, {@code below} a line of text each. */
  static String svg(String content, String title, List<String> below) {
    var code = QrCode.encodeText(content, Ecc.MEDIUM);
    var width = code.size + 2 * QUIET;
    var height = width + LINE * below.size();
    var svg = new StringBuilder(20_000);
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"")
        .append(escaped(title))
        .append("\" viewBox=\"0 0 %d %d\"".formatted(width, height))
        .append(" width=\"%d\"".formatted(width * PIXELS_A_MODULE))
        .append(" height=\"%d\">\n".formatted(height * PIXELS_A_MODULE))
        .append("<title>")
        .append(escaped(title))
        .append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    modules(svg, code);
    text(svg, width, below);
    return svg.append("</svg>\n").toString();
  }

  private static void modules(StringBuilder svg, QrCode code) {
    svg.append("<path fill=\"none\" stroke=\"#000\" shape-rendering=\"crispEdges\" d=\"");
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (!code.getModule(x, y)) continue;
        var from = x;
        while (code.getModule(x + 1, y)) x++;
        svg.append('M').append(QUIET + from).append(' ').append(QUIET + y).append(".5h");
        svg.append(x + 1 - from);
      }
    }
    svg.append("\"/>\n");
  }

  private static void text(StringBuilder svg, int width, List<String> below) {
    for (int i = 0; i < below.size(); i++) {
      svg.append("<text x=\"%d\" y=\"%d\"".formatted(width / 2, width + LETTERS - 2 + LINE * i))
          .append(" text-anchor=\"middle\" font-family=\"monospace\" font-weight=\"bold\"")
          .append(" font-size=\"%d\">".formatted(LETTERS))
          .append(escaped(below.get(i)))
          .append("</text>\n");
    }
  }

  /** As a text of XML, or an attribute in double quotes. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
