package io.antrean.floor;

import io.antrean.catalogue.Office;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A day's list as a page to be printed, with room to write by hand. Its labels are in both
 * languages: it is read where there is no network to ask for another.
 */
final class DayPage {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="id">
      <head>
      <meta charset="utf-8">
      <title>%1$s, %2$s</title>
      <style>
      @page { size: A4 landscape; margin: 10mm }
      body { font: 10pt sans-serif; margin: 0 }
      h1 { font-size: 14pt; margin: 0 }
      p { margin: 2pt 0 6pt }
      table { border-collapse: collapse; width: 100%% }
      thead { display: table-header-group }
      tr { break-inside: avoid }
      th, td { border: 0.5pt solid #000; padding: 3pt; text-align: left }
      td.hand { min-width: 16mm }
      </style>
      </head>
      <body>
      <h1>%1$s: %2$s</h1>
      <p>%3$s</p>
      <table>
      <thead>
      <tr><th>Nomor / Number</th><th>Jam / Time</th><th>Layanan / Service</th>
      <th>Nama / Name</th><th>Status</th><th>Hadir / Came</th><th>Foto / Photo</th>
      <th>Wawancara / Interview</th><th>Bayar / Paid</th><th>Catatan / Note</th></tr>
      </thead>
      <tbody>
      """;

  private static final String FOOT =
      """
      </tbody>
      </table>
      </body>
      </html>
      """;

  private static final String HAND = "<td class=\"hand\"></td>".repeat(5);

  private DayPage() {}

  static String html(Office office, LocalDate day, List<DayList.Line> lines, ZonedDateTime now) {
    var printed = now.truncatedTo(ChronoUnit.MINUTES).toLocalDateTime().toString();
    var count = lines.size() + " / " + printed.replace('T', ' ') + " " + office.zone().getId();
    var page = new StringBuilder(HEAD.formatted(escaped(office.name()), day, escaped(count)));
    for (var line : lines) row(page, line);
    return page.append(FOOT).toString();
  }

  private static void row(StringBuilder page, DayList.Line line) {
    page.append("<tr>");
    cell(page, line.number());
    cell(page, line.slot() == null ? "" : line.slot().toLocalTime().toString());
    cell(page, line.service());
    cell(page, line.name());
    cell(page, line.state() == null ? line.bookingState() : line.state());
    page.append(HAND).append("</tr>\n");
  }

  private static void cell(StringBuilder page, String text) {
    page.append("<td>").append(text == null ? "" : escaped(text)).append("</td>");
  }

  /** Names are other people's words: they must not become a part of the page. */
  static String escaped(String text) {
    var safe = new StringBuilder(text.length() + 16);
    for (var c : text.toCharArray()) {
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }
}
