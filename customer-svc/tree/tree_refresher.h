// Goes over companies whose sums are stale.
#ifndef GUANXI_CUSTOMER_SVC_TREE_TREE_REFRESHER_H_
#define GUANXI_CUSTOMER_SVC_TREE_TREE_REFRESHER_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/resource.h"

namespace guanxi::customer {

// Thread-safe; several replicas do it side by side. Owns nothing.
class TreeRefresher {
 public:
  // `most`: about how many a turn brings up to date, at least 1: whoever stops the service waits
  // for the end of one.
  TreeRefresher(db::Database* database, const resource::Resource* customers, int most = 2'000)
      : database_(database), customers_(customers), most_(most) {}

  // Brings those that are stale now up to date, each in a transaction of its own, and returns how
  // many it went over. One that fails is left for the next turn, and keeps no other from its own;
  // so are those beyond `most`. Errors: the first of those, and those of reading which there are.
  absl::StatusOr<int> Turn() const;
  // The same for a loop: an error is a line of the log.
  void Run() const;

 private:
  db::Database* const database_;
  const resource::Resource* const customers_;
  const int most_;
};

// The statements, for the linter.
std::vector<db::Query> TreeRefresherQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_TREE_REFRESHER_H_
