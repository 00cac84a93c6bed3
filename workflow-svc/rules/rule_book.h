// The rules of tenants, as they are kept in memory.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_BOOK_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_BOOK_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "workflow-svc/rules/rule_index.h"

namespace guanxi::workflow {

// Thread-safe. Owns nothing.
class RuleBook {
 public:
  // Tenants whose rules are kept at most; those that were not asked for go.
  static constexpr size_t kMaxTenants = 1000;

  RuleBook(db::Database* database, const resource::Resource* rules)
      : database_(database), rules_(rules) {}

  struct Page {
    std::shared_ptr<const RuleIndex> index;
    // Stored as ENABLED, and of no use to this binary: a field that they read is gone.
    std::vector<v1::AutomationRule> invalid;
  };
  // The tenant's ENABLED rules, as they are when the call begins or later. One look-up by key where
  // nothing changed. Not to be called while a transaction is open. Errors: those of the database.
  absl::StatusOr<std::shared_ptr<const Page>> Of(const Uuid& tenant);

 private:
  struct Kept {
    int64_t version = 0;
    std::shared_ptr<const Page> page;
  };
  absl::StatusOr<Kept> Read(db::Transaction& tx, const Uuid& tenant, const Kept& known) const;

  db::Database* const database_;
  const resource::Resource* const rules_;
  Mutex mutex_;
  absl::flat_hash_map<Uuid, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

// For Behavior<AutomationRule>::derive: the tenant's rules are others from now on.
absl::Status MarkRulesChanged(resource::UnitOfWork& work);

// The statements, for the linter.
std::vector<db::Query> RuleBookQueries(const resource::ResourceType& type);
std::vector<db::InsertQuery> RuleBookInserts();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_BOOK_H_
