#include "customer-svc/dedupe/model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace guanxi::dedupe {
namespace {

// What a value's rarity may take off or add.
constexpr double kCommonest = -7;
constexpr double kRarest = 4;

// Where somebody is found: neighbours share address, city and switchboard without being the same,
// so that each further agreement of these, the strongest first, tells less.
constexpr double kNextWhereabouts = .6;

bool IsWhereabouts(Kind kind) {
  return kind == Kind::kAddress || kind == Kind::kPlace || kind == Kind::kPhone ||
         kind == Kind::kDomain;
}

std::array<double, kLevels> UsualM(Kind kind) {
  if (kind == Kind::kTrade || kind == Kind::kSeat) return {.001, .03, .07, .11, .789};
  if (IsName(kind)) return {.01, .03, .07, .11, .78};
  return {.06, .03, .05, .11, .75};
}

std::array<double, kLevels> UsualU(Kind kind) {
  switch (kind) {
    case Kind::kSeat:
    case Kind::kPlace:
      return {.93, .005, .005, .01, .05};
    case Kind::kTrade:
      return {.80, .10, .05, .02, .03};
    case Kind::kText:
      return {.55, .08, .05, .02, .30};
    case Kind::kDate:
      return {.97, .02, .0095, .00046, .00004};
    case Kind::kPersonName:
    case Kind::kBrand:
    case Kind::kAddress:
      return {.98, .017, .0024, .0004, .0002};
    case Kind::kPhone:
    case Kind::kEmail:
    case Kind::kDomain:
    case Kind::kCode:
      break;
  }
  return {.9994, .0004, .0001, .00006, .00004};
}

double WeightOf(const FieldModel& field, const Agreement& agreement) {
  if (agreement.level == kUnknown) return 0;
  const double weight = std::log2(field.m[agreement.level] / field.u[agreement.level]);
  if (agreement.level == kDifferent || !field.knows_rarity) return weight;
  return weight + std::clamp(agreement.bits - field.bits[agreement.level], kCommonest, kRarest);
}

// Takes what agreement on whereabouts counts too much off the weights of the fields.
void DampWhereabouts(const Schema& schema, Score* score) {
  absl::InlinedVector<double*, 8> found;
  for (size_t field = 0; field < schema.size(); ++field) {
    double& weight = score->by_field[field];
    if (weight > 0 && IsWhereabouts(schema[field].kind)) found.push_back(&weight);
  }
  std::sort(found.begin(), found.end(), [](double* a, double* b) { return *a > *b; });
  double tells = 1;
  for (double* weight : found) {
    *weight *= tells;
    tells *= kNextWhereabouts;
  }
}

}  // namespace

Model DefaultModel(const Schema& schema, size_t records) {
  Model model;
  model.schema = schema;
  for (const Field& field : schema) {
    FieldModel one;
    one.m = UsualM(field.kind);
    one.u = UsualU(field.kind);
    model.fields.push_back(one);
  }
  // One of five has a double.
  model.prior = std::log2(.2 / std::max<double>(static_cast<double>(records), 2));
  return model;
}

Score Weigh(const Model& model, const Agreements& agreements) {
  Score score;
  for (size_t field = 0; field < agreements.size(); ++field) {
    score.by_field.push_back(WeightOf(model.fields[field], agreements[field]));
  }
  DampWhereabouts(model.schema, &score);
  score.weight = std::accumulate(score.by_field.begin(), score.by_field.end(), model.prior);
  return score;
}

Score Weigh(const Model& model, const Terms& terms, const Record& a, const Record& b) {
  return Weigh(model, Compare(model.schema, terms, a, b));
}

double ProbabilityOf(double weight) { return 1 / (1 + std::exp2(-weight)); }

}  // namespace guanxi::dedupe
