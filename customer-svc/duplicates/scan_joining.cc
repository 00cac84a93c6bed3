#include "customer-svc/duplicates/scan_joining.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "customer-svc/dedupe/linkage.h"
#include "customer-svc/duplicates/cluster_writes.h"
#include "customer-svc/duplicates/distinctions.h"
#include "customer-svc/duplicates/explanation.h"
#include "customer-svc/duplicates/tree_facts.h"

namespace guanxi::customer {
namespace {

using dedupe::Bond;
using resource::UnitOfWork;
using v1::DuplicateCluster;

// First customers of a page: each may be that of a cluster or two.
constexpr int kPage = 40;
// Who hangs together with more is looked at without the rest.
constexpr size_t kMostTogether = 400;

// Who hangs together with `first` by pairs, sorted; nothing if somebody comes before it, of whom
// they are found.
absl::StatusOr<std::vector<Uuid>> Together(db::Transaction& tx, const ScanPairs& pairs,
                                           const Uuid& first) {
  std::set<Uuid> found = {first};
  std::vector<Uuid> open = {first};
  while (!open.empty() && found.size() < kMostTogether) {
    const Uuid next = open.back();
    open.pop_back();
    GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> others, pairs.FirstsOf(tx, PairKind::kAlike, next));
    if (!others.empty() && others.front() < first) return std::vector<Uuid>();
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> seconds,
                            pairs.Seconds(tx, PairKind::kAlike, next));
    others.insert(others.end(), seconds.begin(), seconds.end());
    for (const Uuid& other : others) {
      if (found.insert(other).second) open.push_back(other);
    }
  }
  return std::vector<Uuid>(found.begin(), found.end());
}

// Customers that hang together, as the linkage sees them: by number.
class Group {
 public:
  static absl::StatusOr<Group> Read(db::Transaction& tx, const Joining& joining, const Uuid& tenant,
                                    const std::vector<Uuid>& ids) {
    Group group;
    GUANXI_ASSIGN_OR_RETURN(auto prepared, PrepareMany(tx, *joining.customers, tenant, ids));
    for (auto& [id, one] : prepared) {
      GUANXI_RETURN_IF_ERROR(ReadAboveParent(tx, tenant, &one.facts));
      GUANXI_ASSIGN_OR_RETURN(auto others, DistinguishedFrom(tx, tenant, id));
      group.members_.push_back({id, std::move(one), std::move(others)});
    }
    return group;
  }

  // Clusters with their certainty.
  std::vector<FoundCluster> Clusters(const Joining& joining) const {
    std::vector<dedupe::Pair> pairs;
    for (uint32_t a = 0; a < members_.size(); ++a) {
      for (uint32_t b = a + 1; b < members_.size(); ++b) pairs.push_back({a, b});
    }
    dedupe::LinkageLimits limits;
    limits.weight = joining.min_weight;
    limits.together = kMaxClustered;
    const dedupe::PairJudge judge = [&](uint32_t a, uint32_t b) { return Judge(joining, a, b); };
    std::vector<FoundCluster> found;
    for (const auto& numbers : dedupe::Clusters(members_.size(), pairs, judge, limits)) {
      FoundCluster cluster;
      for (const uint32_t number : numbers) cluster.customers.push_back(members_[number].id);
      cluster.certainty = Certainty(joining, numbers);
      cluster.scan = joining.scan;
      found.push_back(std::move(cluster));
    }
    return found;
  }

 private:
  struct Member {
    Uuid id;
    Prepared prepared;
    std::map<Uuid, Uuid> others;  // that were said not to be the same
  };

  dedupe::Linked Judge(const Joining& joining, uint32_t a, uint32_t b) const {
    const Member& one = members_[a];
    const Member& other = members_[b];
    if (one.others.count(other.id) != 0) return {0, Bond::kCannot};
    const Likeness likeness = Compare(*joining.models.at(one.prepared.facts.type), one.prepared,
                                      other.id, other.prepared);
    return {likeness.score.weight, likeness.bond};
  }

  // By the mean of all pairs; the same code is as sure as it gets.
  int32_t Certainty(const Joining& joining, const std::vector<uint32_t>& numbers) const {
    double sum = 0;
    double pairs = 0;
    bool is_sure = true;
    for (size_t i = 0; i < numbers.size(); ++i) {
      for (size_t k = i + 1; k < numbers.size(); ++k) {
        const dedupe::Linked linked = Judge(joining, numbers[i], numbers[k]);
        is_sure &= linked.bond == Bond::kMust;
        sum += linked.weight;
        ++pairs;
      }
    }
    return is_sure ? 1000 : CertaintyOf(sum / pairs);
  }

  std::vector<Member> members_;
};

// Makes or updates the clusters, each with the steward whose turn it is.
absl::Status WriteAll(UnitOfWork& work, const Joining& joining, int64_t before,
                      std::vector<FoundCluster> found, JoinedPage* page) {
  for (FoundCluster& cluster : found) {
    if (!joining.stewards.empty()) {
      const size_t turn = static_cast<size_t>(before + page->clusters) % joining.stewards.size();
      cluster.steward = joining.stewards[turn];
    }
    GUANXI_RETURN_IF_ERROR(WriteCluster(work, *joining.clusters, std::move(cluster)));
    ++page->clusters;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<JoinedPage> JoinPage(UnitOfWork& work, const Joining& joining, const Uuid& place,
                                    int64_t before) {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> firsts,
                          joining.pairs.Firsts(work.tx(), PairKind::kAlike, place, kPage));
  JoinedPage page;
  page.is_last = firsts.size() < kPage;
  page.place = firsts.empty() ? place : firsts.back();
  for (const Uuid& first : firsts) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> ids, Together(work.tx(), joining.pairs, first));
    if (ids.size() < 2) continue;
    GUANXI_ASSIGN_OR_RETURN(const Group group, Group::Read(work.tx(), joining, tenant, ids));
    GUANXI_RETURN_IF_ERROR(WriteAll(work, joining, before, group.Clusters(joining), &page));
    if (page.clusters < joining.most || first == firsts.back()) continue;
    page.place = first;
    page.is_last = false;
    break;
  }
  return page;
}

absl::StatusOr<JoinedPage> JoinBranches(UnitOfWork& work, const Joining& joining, const Uuid& place,
                                        int64_t before) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> companies,
                          joining.pairs.Firsts(work.tx(), PairKind::kBranch, place, kPage));
  JoinedPage page;
  page.is_last = companies.size() < kPage;
  page.place = companies.empty() ? place : companies.back();
  for (const Uuid& company : companies) {
    FoundCluster cluster;
    cluster.kind = DuplicateCluster::BRANCHES;
    cluster.scan = joining.scan;
    GUANXI_ASSIGN_OR_RETURN(cluster.customers,
                            joining.pairs.Seconds(work.tx(), PairKind::kBranch, company));
    cluster.customers.insert(cluster.customers.begin(), company);
    std::vector<FoundCluster> found;
    found.push_back(std::move(cluster));
    GUANXI_RETURN_IF_ERROR(WriteAll(work, joining, before, std::move(found), &page));
  }
  return page;
}

}  // namespace guanxi::customer
