#include "customer-svc/merge/survivorship.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "common/merge/entries.h"
#include "common/resource/message_fields.h"
#include "common/resource/name_fields.h"
#include "customer-svc/claims/claim_value.h"
#include "customer-svc/leaf.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using merge::Entry;
using v1::Customer;
using v1::SurvivorshipRule;
using Rules = std::map<std::string, const v1::FieldSurvivorship*>;

constexpr int kMaxAliases = 10;

int TextLength(const Leaf& leaf, const Customer& record) {
  const Message& holder = leaf.HolderIn(record);
  return static_cast<int>(holder.GetReflection()->GetString(holder, leaf.field()).size());
}

bool IsLater(const Customer& a, const Customer& b) {
  using google::protobuf::util::TimeUtil;
  return TimeUtil::TimestampToMicroseconds(a.update_time()) >
         TimeUtil::TimestampToMicroseconds(b.update_time());
}

// One decision after the other, into one customer.
class Decisions {
 public:
  Decisions(absl::Span<const Customer* const> records, const TrustedValues& trusted)
      : records_(records), trusted_(trusted) {
    for (const Customer* record : records) names_.insert(record->name());
    survived_.customer = *records[0];
  }

  void Decide(const Leaf& leaf, const v1::FieldSurvivorship* rule) {
    SurvivorshipRule by = rule != nullptr ? rule->rule() : v1::SURVIVOR;
    if (rule == nullptr && merge::HasEntries(leaf.field())) by = v1::UNION;
    if (rule == nullptr && IsClaimedOfAnother(leaf)) by = v1::MOST_TRUSTED;
    if (by == v1::UNION) return Unite(leaf);
    if (by == v1::MOST_TRUSTED && TakeTrusted(leaf)) return;
    const Customer* const from = by == v1::CHOSEN ? ByName(rule->from()) : Best(leaf, by);
    if (from == nullptr) {
      Clear(leaf, by);
    } else {
      Take(leaf, by, *from);
    }
  }

  void TakeOwner(const Customer& kept) {
    Customer& next = survived_.customer;
    for (const char* name :
         {"owner", "department", "dedicated", "pool", "pool_stay", "last_owner"}) {
      const FieldDescriptor* const field = Customer::descriptor()->FindFieldByName(name);
      if (resource::SameField(next, kept, field)) continue;
      merge::CopyAnyField(kept, field, &next);
      Note(name, v1::CHOSEN, kept.name());
    }
    std::set<std::string> team(next.service_team().begin(), next.service_team().end());
    for (const Customer* record : records_) {
      const std::string& owner = record->owner();
      if (owner.empty() || owner == next.owner() || !team.insert(owner).second) continue;
      next.add_service_team(owner);
      Note("service_team", v1::UNION, record->name());
    }
  }

  // Names by which it was known stay findable.
  void KeepNames() {
    Customer& next = survived_.customer;
    std::set<std::string> known(next.aliases().begin(), next.aliases().end());
    known.insert(next.display_name());
    for (const Customer* record : records_) {
      if (next.aliases_size() >= kMaxAliases) return;
      if (!known.insert(record->display_name()).second) continue;
      next.add_aliases(record->display_name());
      Note("aliases", v1::UNION, record->name());
    }
  }

  Survived Done() && { return std::move(survived_); }

 private:
  const Customer* ByName(const std::string& text) const {
    const std::string name = resource::CanonicalName(text);
    const auto found =
        absl::c_find_if(records_, [&](const Customer* one) { return one->name() == name; });
    return found != records_.end() ? *found : records_[0];
  }

  // Whether the record has a value that can survive: none that names what is merged.
  bool HasValue(const Leaf& leaf, const Customer& record) const {
    if (!leaf.IsSet(record)) return false;
    if (leaf.field()->is_repeated() || !resource::HoldsNames(leaf.field())) return true;
    const Message& holder = leaf.HolderIn(record);
    return names_.count(holder.GetReflection()->GetString(holder, leaf.field())) == 0;
  }

  int Count(const Leaf& leaf, const Customer& record) const {
    return static_cast<int>(absl::c_count_if(records_, [&](const Customer* other) {
      return HasValue(leaf, *other) && leaf.IsSame(*other, record);
    }));
  }

  // Whether the value of `a` goes before that of `b`, which was stated before it.
  bool GoesBefore(const Leaf& leaf, SurvivorshipRule by, const Customer& a,
                  const Customer& b) const {
    switch (by) {
      case v1::MOST_RECENT:
        return IsLater(a, b);
      case v1::LONGEST:
        return leaf.field()->type() == FieldDescriptor::TYPE_STRING &&
               TextLength(leaf, a) > TextLength(leaf, b);
      case v1::MOST_FREQUENT:
        return Count(leaf, a) > Count(leaf, b);
      default:
        return false;
    }
  }

  // nullptr if none has a value.
  const Customer* Best(const Leaf& leaf, SurvivorshipRule by) const {
    const Customer* best = nullptr;
    for (const Customer* record : records_) {
      if (!HasValue(leaf, *record)) continue;
      if (best == nullptr || GoesBefore(leaf, by, *record, *best)) best = record;
    }
    return best;
  }

  void Take(const Leaf& leaf, SurvivorshipRule by, const Customer& from) {
    Customer& next = survived_.customer;
    if (leaf.IsSame(next, from)) return;
    if (!HasValue(leaf, from)) return Clear(leaf, by);
    merge::CopyAnyField(leaf.HolderIn(from), leaf.field(), leaf.MutableHolderIn(&next));
    Note(leaf.path, by, from.name());
  }

  void Clear(const Leaf& leaf, SurvivorshipRule by) {
    if (!leaf.IsSet(survived_.customer)) return;
    Message* const holder = leaf.MutableHolderIn(&survived_.customer);
    holder->GetReflection()->ClearField(holder, leaf.field());
    Note(leaf.path, by, "");
  }

  // Claims go with their records: where the best one comes from another, the survivor's field
  // follows it, as it does whenever another claim is best.
  bool IsClaimedOfAnother(const Leaf& leaf) const {
    const auto claimed = trusted_.find(leaf.path);
    return claimed != trusted_.end() && claimed->second.from != records_[0]->name();
  }

  bool TakeTrusted(const Leaf& leaf) {
    const auto claimed = trusted_.find(leaf.path);
    if (claimed == trusted_.end()) return false;
    Customer next = survived_.customer;
    if (!SetClaimedValue(leaf.path, claimed->second.value, &next).ok()) return false;
    if (leaf.IsSame(next, survived_.customer)) return true;
    survived_.customer = std::move(next);
    Note(leaf.path, v1::MOST_TRUSTED, claimed->second.from);
    return true;
  }

  void Unite(const Leaf& leaf) {
    std::vector<Entry> all;
    std::set<std::string> known;
    std::string first;
    for (const Customer* record : records_) {
      for (Entry& entry : merge::EntriesOf(leaf.HolderIn(*record), leaf.field())) {
        if (!known.insert(entry.identity).second) continue;
        if (first.empty() && record != records_[0]) first = record->name();
        all.push_back(std::move(entry));
      }
    }
    if (first.empty()) return;
    merge::SetEntries(all, leaf.field(), leaf.MutableHolderIn(&survived_.customer));
    Note(leaf.path, v1::UNION, first);
  }

  void Note(const std::string& path, SurvivorshipRule by, const std::string& from) {
    const bool is_known = absl::c_any_of(
        survived_.fields, [&](const v1::SurvivedField& one) { return one.path() == path; });
    if (is_known) return;
    v1::SurvivedField& field = survived_.fields.emplace_back();
    field.set_path(path);
    field.set_rule(by);
    field.set_from(from);
  }

  const absl::Span<const Customer* const> records_;
  const TrustedValues& trusted_;
  std::set<std::string> names_;
  Survived survived_;
};

}  // namespace

Survived Survive(absl::Span<const Customer* const> records,
                 const google::protobuf::RepeatedPtrField<v1::FieldSurvivorship>& rules,
                 size_t keep_owner_of, const TrustedValues& trusted) {
  Rules by_path;
  for (const v1::FieldSurvivorship& rule : rules) by_path[rule.path()] = &rule;
  Decisions decisions(records, trusted);
  for (const Leaf& leaf : Leaf::All()) {
    const auto rule = by_path.find(leaf.path);
    decisions.Decide(leaf, rule != by_path.end() ? rule->second : nullptr);
  }
  decisions.TakeOwner(*records[keep_owner_of]);
  if (by_path.count("aliases") == 0) decisions.KeepNames();
  return std::move(decisions).Done();
}

}  // namespace guanxi::customer
