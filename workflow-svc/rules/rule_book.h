// The rules of tenants, as they are kept in memory.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_BOOK_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_BOOK_H_

#include <cstdint>
#include <memory>
#include <string>
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
#include "workflow-svc/rules/custom_field_book.h"
#include "workflow-svc/rules/rule_index.h"

namespace guanxi::workflow {

// Thread-safe. Owns nothing.
class RuleBook {
 public:
  // Tenants whose rules are kept at most; those that were not asked for go.
  static constexpr size_t kMaxTenants = 1000;

  // `custom` knows the custom fields that conditions read; null: none may.
  RuleBook(db::Database* database, const resource::Resource* rules, CustomFieldBook* custom)
      : database_(database), rules_(rules), custom_(custom) {}

  struct Page {
    std::shared_ptr<const RuleIndex> index;
    // Stored as ENABLED, and of no use to this binary: a field that they read is gone.
    struct Invalid {
      std::string rule;   // its name
      std::string fault;  // the path of what is wrong
    };
    std::vector<Invalid> invalid;
  };
  // The tenant's ENABLED rules, as they are when the call begins or later. One look-up by key where
  // nothing changed. Not to be called while a transaction is open. Errors: those of the database,
  // and of CustomFieldBook where a rule reads fields that it does not know.
  absl::StatusOr<std::shared_ptr<const Page>> Of(const Uuid& tenant);

 private:
  struct Kept {
    int64_t version = 0;
    std::shared_ptr<const Page> page;
  };
  // As they are stored.
  struct Stored {
    int64_t version = 0;
    std::vector<v1::AutomationRule> rules;  // none if the version is the known one
  };
  absl::StatusOr<Stored> Read(db::Transaction& tx, const Uuid& tenant, const Kept& known) const;
  absl::StatusOr<std::shared_ptr<const Page>> Compile(
      const Uuid& tenant, const std::vector<v1::AutomationRule>& rules) const;

  db::Database* const database_;
  const resource::Resource* const rules_;
  CustomFieldBook* const custom_;
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
