// How well doubles are found in lists of which it is known who is who, without any training by
// people: dedupe FOLDER.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bench/dedupe_sets.h"
#include "bench/figure.h"
#include "customer-svc/dedupe/customer_facts.h"
#include "customer-svc/dedupe/linkage.h"
#include "customer-svc/dedupe/model.h"
#include "customer-svc/dedupe/terms.h"
#include "customer-svc/dedupe/training.h"

namespace guanxi::bench {
namespace {

using dedupe::Bond;
using dedupe::Pair;

using Clusters = std::vector<std::vector<uint32_t>>;

Clusters Find(const LabelledSet& set) {
  dedupe::Terms terms(set.schema.size());
  std::vector<std::vector<uint64_t>> keys;
  for (const dedupe::Record& record : set.records) {
    terms.Add(record);
    keys.push_back(dedupe::KeysOf(set.schema, record));
  }
  const std::vector<Pair> candidates = dedupe::CandidatePairs(keys, set.split);
  const dedupe::Model model =
      dedupe::Train({set.schema, set.records, candidates, set.split}, terms);
  return dedupe::Clusters(
      set.records.size(), candidates, [&](uint32_t a, uint32_t b) -> dedupe::Linked {
        const bool is_one_list = set.split > 0 && (a < set.split) == (b < set.split);
        if (is_one_list) return {0, Bond::kCannot};
        const Bond bond =
            set.facts.empty() ? Bond::kNone : dedupe::BondOf(set.facts[a], set.facts[b]);
        return {dedupe::Weigh(model, terms, set.records[a], set.records[b]).weight, bond};
      });
}

// Each two of a cluster.
std::set<Pair> PairsOf(const Clusters& clusters) {
  std::set<Pair> pairs;
  for (const auto& cluster : clusters) {
    for (size_t i = 0; i < cluster.size(); ++i) {
      for (size_t k = i + 1; k < cluster.size(); ++k) pairs.insert({cluster[i], cluster[k]});
    }
  }
  return pairs;
}

// What is right of what was found, and what was found of what is right.
struct Quality {
  double precision = 0;
  double recall = 0;

  double f1() const {
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }
};

template <typename T>
Quality Compare(const std::set<T>& found, const std::set<T>& right) {
  double both = 0;
  for (const T& one : found) both += right.count(one);
  return {both / std::max<double>(1, static_cast<double>(found.size())),
          both / std::max<double>(1, static_cast<double>(right.size()))};
}

// Clusters that are right to the last record, of those of two and more.
std::set<std::vector<uint32_t>> RightClusters(const LabelledSet& set) {
  const std::vector<Pair> pairs(set.same.begin(), set.same.end());
  const Clusters clusters =
      dedupe::Clusters(set.records.size(), pairs, [&](uint32_t a, uint32_t b) -> dedupe::Linked {
        return {
            0, set.same.count({std::min(a, b), std::max(a, b)}) != 0 ? Bond::kMust : Bond::kCannot};
      });
  return {clusters.begin(), clusters.end()};
}

void PrintQuality(const std::string& name, double ours, double wanted) {
  Figure figure;
  figure.name = name;
  figure.ours = ours;
  figure.limit = wanted;
  figure.goal = wanted > 0 ? 1 : 0;
  Print(figure);
}

// `least_f1`, `least_precision`: what is wanted; 0: nothing.
void Measure(const LabelledSet& set, double least_f1, double least_precision) {
  const Clusters clusters = Find(set);
  const Quality pairs = Compare(PairsOf(clusters), set.same);
  PrintQuality(absl::StrCat(set.name, ": F1 of pairs"), pairs.f1(), least_f1);
  PrintQuality(absl::StrCat(set.name, ": precision of pairs"), pairs.precision, least_precision);
  const Quality whole = Compare({clusters.begin(), clusters.end()}, RightClusters(set));
  PrintQuality(absl::StrCat(set.name, ": F1 of whole clusters"), whole.f1(), 0);
}

absl::Status MeasureAll(const std::string& folder) {
  const auto febrl = ReadFebrl(folder);
  const auto fake = ReadFake1000(folder);
  const auto with_phones = ReadRestaurants(folder, true);
  const auto without_phones = ReadRestaurants(folder, false);
  for (const auto* const set : {&febrl, &fake, &with_phones, &without_phones}) {
    if (!set->ok()) return set->status();
  }
  Measure(*febrl, .995, .99);
  Measure(*fake, .90, 0);
  Measure(*with_phones, .98, 0);
  Measure(*without_phones, .90, 0);
  Measure(MakeCompanies(), .95, .99);
  return absl::OkStatus();
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: dedupe FOLDER\n";
    return EXIT_FAILURE;
  }
  const absl::Status status = guanxi::bench::MeasureAll(argv[1]);
  if (!status.ok()) std::cerr << status << "\n";
  return status.ok() ? EXIT_SUCCESS : EXIT_FAILURE;
}
