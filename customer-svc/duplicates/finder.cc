#include "customer-svc/duplicates/finder.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/resource/bounded_rows.h"
#include "customer-svc/duplicates/distinctions.h"
#include "customer-svc/duplicates/tree_facts.h"

namespace guanxi::customer {
namespace {

using dedupe::Bond;
using v1::Customer;

// A key that one customer has tells so much, in bits: of how many customers hardly matters here.
constexpr double kKeyBits = 20;

constexpr size_t kRowsAtOnce = 256;

// The best candidates, by TF-IDF of the keys that they share.
absl::StatusOr<std::vector<Uuid>> Candidates(db::Transaction& tx, const Uuid& tenant,
                                             const MatchKeys& keys, const Customer& customer,
                                             const std::set<Uuid>& without) {
  std::map<Uuid, double> found;
  for (const std::string& key : keys.ForCandidates(customer)) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> holders,
                            HoldersOf(tx, tenant, key, kMaxBlock + 1));
    if (holders.size() > kMaxBlock) continue;
    const double weight = kKeyBits - std::log2(static_cast<double>(holders.size()) + 1);
    for (const Uuid& holder : holders) {
      if (without.count(holder) == 0) found[holder] += weight;
    }
  }
  std::vector<std::pair<double, Uuid>> ranked;
  for (const auto& [id, weight] : found) ranked.push_back({-weight, id});
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > kMostCandidates) ranked.resize(kMostCandidates);
  std::vector<Uuid> best;
  for (const auto& [weight, id] : ranked) best.push_back(id);
  return best;
}

// By facts that may be fuller than those that were prepared. What parts of one company have in
// common is their company's: that code says nothing of them.
void WeighByFacts(const LearnedModel& model, const dedupe::Facts& one, const dedupe::Facts& other,
                  Likeness* likeness) {
  likeness->bond = dedupe::BondOf(one, other);
  const bool share_code = !one.credit_code.empty() && one.credit_code == other.credit_code;
  if (share_code && likeness->bond == Bond::kNone) {
    const dedupe::Schema& schema = model.model.schema;
    for (size_t field = 0; field < schema.size(); ++field) {
      if (schema[field].name == dedupe::kCreditCodeField) {
        likeness->agreements[field] = dedupe::Agreement();
      }
    }
  }
  likeness->score = dedupe::Weigh(model.model, likeness->agreements);
}

// The tree may say of customers that seem to be the same that they are parts of one company. Only
// of those it is asked who is above their parents. `facts` have that already.
absl::Status AskTree(db::Transaction& tx, const Uuid& tenant, const LearnedModel& model,
                     const dedupe::Facts& facts, dedupe::Facts* other, Likeness* likeness) {
  const bool seem_same = likeness->bond == Bond::kMust || likeness->score.weight > 0;
  if (!seem_same || likeness->bond == Bond::kCannot) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(ReadAboveParent(tx, tenant, other));
  WeighByFacts(model, facts, *other, likeness);
  return absl::OkStatus();
}

bool IsBetter(const Likeness& a, const Likeness& b) {
  if ((a.bond == Bond::kMust) != (b.bond == Bond::kMust)) return a.bond == Bond::kMust;
  return a.score.weight != b.score.weight ? a.score.weight > b.score.weight : a.id < b.id;
}

}  // namespace

Prepared Prepare(std::unique_ptr<const Customer> customer) {
  dedupe::Record record = dedupe::RecordOf(*customer);
  dedupe::Facts facts = dedupe::FactsOf(*customer);
  return {std::move(customer), std::move(record), std::move(facts)};
}

Likeness Compare(const LearnedModel& model, const Prepared& one, const Uuid& id,
                 const Prepared& other) {
  Likeness likeness;
  likeness.id = id;
  likeness.bond = dedupe::BondOf(one.facts, other.facts);
  if (one.facts.type != other.facts.type) return likeness;
  likeness.is_company = dedupe::IsUnlinkedBranch(one.facts, other.facts);
  likeness.is_branch = dedupe::IsUnlinkedBranch(other.facts, one.facts);
  likeness.agreements = dedupe::Compare(model.model.schema, model.terms, one.record, other.record);
  WeighByFacts(model, one.facts, other.facts, &likeness);
  return likeness;
}

absl::StatusOr<std::map<Uuid, Prepared>> PrepareMany(db::Transaction& tx,
                                                     const resource::Resource& customers,
                                                     const Uuid& tenant, std::vector<Uuid> ids) {
  std::map<Uuid, Prepared> prepared;
  for (absl::Span<const Uuid> left = ids; !left.empty();) {
    const absl::Span<const Uuid> next = left.first(std::min(left.size(), kRowsAtOnce));
    GUANXI_ASSIGN_OR_RETURN(
        resource::BoundedRows page,
        resource::ReadBounded(tx, customers, tenant, next, 0, resource::Partly::kRead));
    for (auto& [id, row] : page.rows) {
      if (!row.live) continue;
      auto customer = std::make_unique<Customer>();
      customer->CopyFrom(*row.message);
      prepared.emplace(id, Prepare(std::move(customer)));
    }
    left.remove_prefix(page.ids);
  }
  return prepared;
}

absl::StatusOr<std::vector<Likeness>> FindAlike(db::Transaction& tx,
                                                const resource::Resource& customers,
                                                const Uuid& tenant, const MatchKeys& keys,
                                                const LearnedModel& model,
                                                const std::optional<Uuid>& self,
                                                const Prepared& one) {
  std::set<Uuid> without;
  if (self.has_value()) {
    GUANXI_ASSIGN_OR_RETURN(const auto others, DistinguishedFrom(tx, tenant, *self));
    for (const auto& [other, said] : others) without.insert(other);
    without.insert(*self);
  }
  GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> ids,
                          Candidates(tx, tenant, keys, *one.customer, without));
  GUANXI_ASSIGN_OR_RETURN(auto others, PrepareMany(tx, customers, tenant, std::move(ids)));
  dedupe::Facts facts = one.facts;
  GUANXI_RETURN_IF_ERROR(ReadAboveParent(tx, tenant, &facts));
  std::vector<Likeness> found;
  for (auto& [id, other] : others) {
    Likeness likeness = Compare(model, one, id, other);
    GUANXI_RETURN_IF_ERROR(AskTree(tx, tenant, model, facts, &other.facts, &likeness));
    if (likeness.bond == Bond::kCannot && !likeness.is_company && !likeness.is_branch) continue;
    found.push_back(std::move(likeness));
  }
  std::sort(found.begin(), found.end(), IsBetter);
  return found;
}

}  // namespace guanxi::customer
