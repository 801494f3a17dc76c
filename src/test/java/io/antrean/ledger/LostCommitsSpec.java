package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A PostgreSQL that has lost its last commits in a failover")
class LostCommitsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  @Test
  void is_told_them_again_from_the_stream() throws SQLException {
    var failover = new Failover(office);
    failover.booked();
    var before = failover.position();
    var lost = List.of(failover.booked(), failover.booked());
    var seats = lost.stream().map(failover::seat).toList();
    failover.backTo(before, lost);
    failover.booked();
    then(lost.stream().map(failover::seat).toList()).isEqualTo(seats).doesNotContainNull();
  }
}
