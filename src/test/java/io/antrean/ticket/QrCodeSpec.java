package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.client.j2se.BufferedImageLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.antrean.support.Installation;
import io.antrean.support.Program;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The QR code of a ticket")
class QrCodeSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Pattern SIZE = Pattern.compile("viewBox=\"0 0 ([0-9]+) ([0-9]+)\"");
  private static final Pattern LINE = Pattern.compile("M([0-9]+) ([0-9]+)\\.5h([0-9]+)");
  private static final int PIXELS = 3;

  /** By the standard. */
  private static final int QUIET = 4;

  private final TicketFixture tickets = new TicketFixture(office);

  @TempDir Path folder;

  /** Draws the lines of the code, and nothing else that may be in the picture. */
  private static BufferedImage drawn(String svg) {
    var size = SIZE.matcher(svg);
    then(size.find()).isTrue();
    var width = Integer.parseInt(size.group(1)) * PIXELS;
    var image = new BufferedImage(width, width, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, width);
    graphics.setColor(Color.BLACK);
    LINE.matcher(svg)
        .results()
        .forEach(
            line -> {
              var x = Integer.parseInt(line.group(1)) * PIXELS;
              var y = Integer.parseInt(line.group(2)) * PIXELS;
              graphics.fillRect(x, y, Integer.parseInt(line.group(3)) * PIXELS, PIXELS);
            });
    graphics.dispose();
    return image;
  }

  private static String read(BufferedImage image) throws ReaderException {
    var bitmap = new BinaryBitmap(new HybridBinarizer(new BufferedImageLuminanceSource(image)));
    var result = new QRCodeReader().decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true));
    then(result.getBarcodeFormat()).isEqualTo(BarcodeFormat.QR_CODE);
    then(result.getResultMetadata().toString()).contains("ERROR_CORRECTION_LEVEL=M");
    return result.getText();
  }

  private Path file(String name, BufferedImage image) throws IOException {
    var file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static String zbarimg(Path file) {
    var command = List.of("zbarimg", "--quiet", "--raw", file.toString());
    // Where there is no D-Bus it complains of that first.
    return Program.run("", command).said().lines().reduce("", (before, last) -> last);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void is_read_back_and_verified(int persons) throws Exception {
    var booked = tickets.booked(persons);
    var read = read(drawn(tickets.file(booked, "ticket.svg")));
    then(read).isEqualTo(tickets.file(booked, "ticket"));
    then(tickets.verified(read, null, TicketFixture.morningOf(booked.day())).get(0))
        .isEqualTo("VALID");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void is_read_back_by_zbarimg_and_verified(int persons) throws IOException {
    Assumptions.assumeThat(Program.isOnPath("zbarimg")).as("zbarimg is on the PATH").isTrue();
    var booked = tickets.booked(persons);
    var read = zbarimg(file("drawn.png", drawn(tickets.file(booked, "ticket.svg"))));
    then(read).isEqualTo(tickets.file(booked, "ticket"));
    then(tickets.verified(read, null, TicketFixture.morningOf(booked.day())).get(0))
        .isEqualTo("VALID");
  }

  @Test
  void is_read_back_from_the_picture_that_another_program_makes_of_the_svg() throws Exception {
    Assumptions.assumeThat(Program.isOnPath("rsvg-convert")).as("rsvg-convert is there").isTrue();
    var booked = tickets.booked(2);
    var svg = Files.writeString(folder.resolve("t.svg"), tickets.file(booked, "ticket.svg"));
    var png = new File(folder.toFile(), "t.png");
    var ticket = tickets.file(booked, "ticket");
    // As a phone looks from nearer and nearer: at some sizes ZXing finds nothing in some codes.
    var found = "";
    for (int zoom = 3; zoom < 8 && found.isEmpty(); zoom++) {
      var z = Integer.toString(zoom);
      var command = List.of("rsvg-convert", "-z", z, "-o", png.toString(), svg.toString());
      then(Program.run("", command)).isEqualTo(new Program(0, ""));
      try {
        found = read(ImageIO.read(png));
      } catch (ReaderException e) {
        continue;
      }
    }
    then(found).isEqualTo(ticket);
    if (Program.isOnPath("zbarimg")) then(zbarimg(png.toPath())).isEqualTo(ticket);
  }

  @Test
  void is_not_read_where_it_was_drawn_over() throws Exception {
    var booked = tickets.booked(1);
    var image = drawn(tickets.file(booked, "ticket.svg"));
    var graphics = image.createGraphics();
    // A coffee cup of a tenth of the width is forgiven, one of two thirds is not.
    graphics.fillOval(image.getWidth() / 2, image.getWidth() / 2, image.getWidth() / 10, 30);
    then(read(image)).isEqualTo(tickets.file(booked, "ticket"));
    var cup = image.getWidth() * 2 / 3;
    graphics.fillOval(image.getWidth() / 6, image.getWidth() / 6, cup, cup);
    thenThrownBy(() -> read(image)).isInstanceOf(ReaderException.class);
  }

  @Test
  void is_quiet_around_and_has_its_numbers_below_in_letters_and_as_a_title() {
    var booked = tickets.booked(2);
    office.sql("UPDATE office SET name = 'Kantor <Sampit> & \"Co\"' WHERE id = 'sampit'");
    var answer = tickets.get(booked.path() + "/ticket.svg", booked.holder().token());
    office.sql("UPDATE office SET name = 'Sampit' WHERE id = 'sampit'");
    then(answer.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
    var svg = answer.body();
    var title = "A0800-1 A0800-2, Kantor &lt;Sampit> &amp; &quot;Co&quot;, %s 08:00";
    then(svg)
        .contains("role=\"img\"", ">A0800-1</text>", ">A0800-2</text>")
        .contains("aria-label=\"" + title.formatted(booked.day()) + '"')
        .contains("<title>" + title.formatted(booked.day()) + "</title>");
    var size = SIZE.matcher(svg);
    then(size.find()).isTrue();
    var last = Integer.parseInt(size.group(1)) - QUIET;
    var lines = LINE.matcher(svg).results().toList();
    then(lines)
        .isNotEmpty()
        .allMatch(line -> Integer.parseInt(line.group(1)) >= QUIET)
        .allMatch(line -> Integer.parseInt(line.group(2)) >= QUIET)
        .allMatch(line -> Integer.parseInt(line.group(2)) < last)
        .allMatch(l -> Integer.parseInt(l.group(1)) + Integer.parseInt(l.group(3)) <= last);
  }
}
