// Which rules that act on time an event is of interest to.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_INDEX_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_INDEX_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "workflow-svc/rules/rule_index.h"
#include "workflow-svc/rules/time/time_rule.h"

namespace guanxi::workflow {

// The ENABLED rules of one tenant that act on time. Immutable, thus thread-safe.
class TimeIndex {
 public:
  // Those of `rules` that do; one that cannot be bound is logged, and acts on nothing.
  explicit TimeIndex(const std::vector<RulePtr>& rules);

  // Of a change of fields those that watch one of them; else all of the type.
  std::vector<const TimeRule*> Find(const EventKey& event) const;
  // That of an id; null if there is none.
  const TimeRule* ById(const Uuid& rule) const;

 private:
  using Places = std::vector<uint32_t>;  // in rules_, ascending
  struct OfType {
    Places all;
    absl::flat_hash_map<std::string, Places> by_field;  // top-level
  };

  std::vector<std::unique_ptr<const TimeRule>> rules_;
  absl::flat_hash_map<std::string, OfType> by_type_;  // the type's singular
  absl::flat_hash_map<Uuid, uint32_t> by_id_;
};

// Keeps the indexes of tenants beside those of RuleBook. Thread-safe.
class TimeBook {
 public:
  // Tenants whose index is kept at most.
  static constexpr size_t kMaxTenants = 1000;

  // That of the tenant's rules, which are `rules`.
  std::shared_ptr<const TimeIndex> Of(const Uuid& tenant,
                                      const std::shared_ptr<const RuleIndex>& rules);

 private:
  struct Kept {
    std::shared_ptr<const RuleIndex> rules;
    std::shared_ptr<const TimeIndex> index;
  };
  Mutex mutex_;
  absl::flat_hash_map<Uuid, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_INDEX_H_
