// Two MariaDB nodes that both take writes, for tests of what excludes across nodes.
#ifndef GUANXI_COMMON_TESTING_GALERA_H_
#define GUANXI_COMMON_TESTING_GALERA_H_

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/options.h"
#include "common/testing/mariadb.h"

namespace guanxi {

// A Galera cluster on ports of 127.0.0.1. Both nodes begin with the same data, so that there is no
// state to be transferred. Changes PATH. Thread safety: as MariaDb.
class Galera {
 public:
  // About 10 s.
  static absl::StatusOr<std::unique_ptr<Galera>> Start();

  // A new, migrated schema, as both nodes have it; a transaction on either waits until it has seen
  // what was committed on the other.
  absl::StatusOr<std::pair<db::Server, db::Server>> CreateSchema(absl::string_view migrations);

  MariaDb& first() { return *first_; }
  MariaDb& second() { return *second_; }

 private:
  Galera() = default;

  std::unique_ptr<MariaDb> first_, second_;
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_GALERA_H_
