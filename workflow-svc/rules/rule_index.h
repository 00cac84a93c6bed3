// Which rules of a tenant an event may set off.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_INDEX_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_INDEX_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "guanxi/metadata/v1/change.pb.h"
#include "workflow-svc/rules/compiled_rule.h"

namespace guanxi::workflow {

using RulePtr = std::shared_ptr<const CompiledRule>;

// An event, as far as rules are found by it.
struct EventKey {
  absl::string_view resource_type;  // the type's singular, "customer"
  metadata::v1::Change::Kind kind = metadata::v1::Change::KIND_UNSPECIFIED;
  // Top-level fields; of anything but UPDATED and PROJECTED they do not count.
  std::vector<absl::string_view> changed_fields;
};

// The ENABLED rules of one tenant that go by events. A look touches those rules alone that name the
// event's type and kind and, where they name fields, one of its fields. Immutable, thus
// thread-safe.
class RuleIndex {
 public:
  explicit RuleIndex(std::vector<RulePtr> rules);

  // In the order in which they look at the event: the greater priority first, then by name.
  std::vector<const CompiledRule*> Find(const EventKey& event) const;

  // All rules, those that no event sets off too, in that order.
  const std::vector<RulePtr>& rules() const { return rules_; }
  // That of a name; null if it is not enabled.
  RulePtr ByName(absl::string_view name) const;

 private:
  using Places = std::vector<uint32_t>;  // in rules_, ascending
  struct OfKind {
    Places always;                                      // whatever changed
    absl::flat_hash_map<std::string, Places> by_field;  // top-level
  };

  static std::string KeyOf(absl::string_view type, int kind);
  void Add(const CompiledRule& rule, uint32_t place);

  std::vector<RulePtr> rules_;
  absl::flat_hash_map<std::string, OfKind> by_kind_;
  absl::flat_hash_map<std::string, uint32_t> by_name_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_INDEX_H_
