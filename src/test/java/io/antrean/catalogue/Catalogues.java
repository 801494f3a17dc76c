package io.antrean.catalogue;

import java.util.List;

/** Catalogues of releases that no database has, for specs. */
public final class Catalogues {

  private Catalogues() {}

  public static Catalogue of(List<Release> releases) {
    var catalogue = new Catalogue();
    catalogue.replace(
        releases.stream().map(Release::office).distinct().toList(),
        releases.stream().map(Release::service).distinct().toList(),
        releases);
    return catalogue;
  }
}
