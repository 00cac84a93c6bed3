#include "customer-svc/dedupe/training.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>

namespace guanxi::dedupe {
namespace {

constexpr double kMaxRandomPairs = 500'000;
constexpr int kMaxRounds = 40;
constexpr double kSettled = 1e-4;  // Of the number of doubles, from round to round.
// As many pairs of the same as the usual m counts for, and random pairs as the usual u: of a field
// that few records have, few pairs tell, and what nobody shares by chance is not certain.
constexpr double kUsualPairs = 12;
constexpr double kUsualRandomPairs = 10'000;
constexpr double kUnseen = .5;
// As many pairs as the rarity that u tells counts for.
constexpr double kUsualBits = 3;

// How many of two records of the same have altogether different names at most; 1: it is no name.
// Without a bound neighbours in one building are taken for one, which share all but their names.
// Two spellings of a company's name hardly ever say another trade or place: those are other
// companies.
double MaxOther(Kind kind) {
  if (kind == Kind::kTrade || kind == Kind::kSeat) return .001;
  return IsName(kind) ? .01 : 1;
}

struct Tally {
  std::array<double, kLevels> pairs{};
  std::array<double, kLevels> bits{};

  void Add(const Agreement& agreement, double weight) {
    if (agreement.level == kUnknown) return;
    pairs[agreement.level] += weight;
    bits[agreement.level] += weight * agreement.bits;
  }
  double Sum() const {
    double sum = 0;
    for (const double one : pairs) sum += one;
    return sum;
  }
};
using Tallies = std::vector<Tally>;

void Add(const Agreements& agreements, double weight, Tallies* tallies) {
  for (size_t field = 0; field < agreements.size(); ++field) {
    (*tallies)[field].Add(agreements[field], weight);
  }
}

double AllPairs(const TrainingSet& set) {
  const double records = static_cast<double>(set.records.size());
  const double split = static_cast<double>(set.split);
  return set.split > 0 ? split * (records - split) : records * (records - 1) / 2;
}

// Of random pairs, as many as all pairs are where those are few enough.
struct RandomPairs {
  Tallies tallies;
  bool all = false;
};

RandomPairs CountRandomPairs(const TrainingSet& set, const Terms& terms) {
  RandomPairs random;
  random.tallies.resize(set.schema.size());
  const size_t records = set.records.size();
  const auto count = [&](size_t a, size_t b) {
    Add(Compare(set.schema, terms, set.records[a], set.records[b]), 1, &random.tallies);
  };
  random.all = AllPairs(set) <= kMaxRandomPairs;
  if (random.all) {
    for (size_t a = 0; a < (set.split > 0 ? set.split : records); ++a) {
      for (size_t b = std::max(a + 1, set.split); b < records; ++b) count(a, b);
    }
    return random;
  }
  std::mt19937_64 numbers(1);  // NOLINT: the same model of the same records
  const size_t end_a = set.split > 0 ? set.split : records;
  for (int i = 0; i < static_cast<int>(kMaxRandomPairs); ++i) {
    const size_t a = numbers() % end_a;
    const size_t b = set.split + numbers() % (records - set.split);
    if (a != b) count(a, b);
  }
  return random;
}

// How rare what two records share is at most, as far as `terms` can tell: it stands in two of them.
double RarestShared(const Terms& terms, size_t field) {
  return std::log2((terms.records(field) + 1.0) / 2);
}

// What is left of random pairs without those that are the same.
void FitDifferent(const RandomPairs& random, const Tallies& same, const Terms& terms,
                  const Model& usual, Model* model) {
  for (size_t field = 0; field < same.size(); ++field) {
    FieldModel& one = model->fields[field];
    one.knows_rarity = true;
    std::array<double, kLevels> pairs{};
    double sum = kUsualRandomPairs;
    for (size_t level = 0; level < kLevels; ++level) {
      const double taken = random.all ? same[field].pairs[level] : 0;
      pairs[level] = std::max(0.0, random.tallies[field].pairs[level] - taken);
      sum += pairs[level];
    }
    for (size_t level = 0; level < kLevels; ++level) {
      one.u[level] = (pairs[level] + usual.fields[field].u[level] * kUsualRandomPairs) / sum;
      const double taken = random.all ? same[field].bits[level] : 0;
      const double bits = std::max(0.0, random.tallies[field].bits[level] - taken);
      const double expected =
          std::min(-std::log2(one.u[level]), std::max(0.0, RarestShared(terms, field)));
      one.bits[level] = (bits + expected * kUsualBits) / (pairs[level] + kUsualBits);
    }
  }
}

void BoundOthers(double most, std::array<double, kLevels>* m) {
  const double excess = (*m)[kDifferent] - most;
  if (excess <= 0) return;
  const double others = 1 - (*m)[kDifferent];
  for (double& one : *m) one *= 1 + excess / others;
  (*m)[kDifferent] = most;
}

void FitSame(const Tallies& same, const Model& usual, Model* model) {
  for (size_t field = 0; field < same.size(); ++field) {
    const double sum = same[field].Sum() + kUsualPairs;
    for (size_t level = 0; level < kLevels; ++level) {
      const double expected = usual.fields[field].m[level] * kUsualPairs;
      model->fields[field].m[level] = (same[field].pairs[level] + expected) / sum;
    }
    BoundOthers(MaxOther(model->schema[field].kind), &model->fields[field].m);
  }
}

}  // namespace

Model Train(const TrainingSet& set, const Terms& terms) {
  const Model usual = DefaultModel(set.schema, set.records.size());
  Model model = usual;
  const RandomPairs random = CountRandomPairs(set, terms);
  std::vector<Agreements> candidates;
  candidates.reserve(set.candidates.size());
  for (const Pair& pair : set.candidates) {
    candidates.push_back(Compare(set.schema, terms, set.records[pair.a], set.records[pair.b]));
  }
  FitDifferent(random, Tallies(set.schema.size()), terms, usual, &model);
  double before = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    Tallies same(set.schema.size());
    double doubles = kUnseen;
    for (const Agreements& agreements : candidates) {
      const double probability = ProbabilityOf(Weigh(model, agreements).weight);
      Add(agreements, probability, &same);
      doubles += probability;
    }
    FitSame(same, usual, &model);
    FitDifferent(random, same, terms, usual, &model);
    model.prior = std::log2(doubles / AllPairs(set));
    if (std::abs(doubles - before) < kSettled * doubles) break;
    before = doubles;
  }
  return model;
}

}  // namespace guanxi::dedupe
