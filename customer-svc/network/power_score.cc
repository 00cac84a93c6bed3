#include "customer-svc/network/power_score.h"

#include <algorithm>
#include <cmath>

namespace guanxi::customer {
namespace {

using v1::Contact;
using v1::PowerMap;

constexpr double kOfDecisionMakers = 30;
constexpr double kOfChampion = 20;
constexpr double kOfStance = 20;
constexpr double kOfThreads = 15;
constexpr double kOfInfluence = 15;
constexpr int kThreads = 3;
constexpr int kMostStance = 2;
constexpr int kStrongInfluence = 60;

// What the people come to who are still there.
struct Tally {
  int people = 0, known = 0;
  int deciders = 0, known_deciders = 0;
  bool has_champion = false, has_known_champion = false, has_strong_opponent = false;
  bool champion_left = false;
  double weight = 0, known_weight = 0, stance = 0;
};

Tally TallyOf(absl::Span<const PartInDecision> people) {
  const bool weighs = std::any_of(people.begin(), people.end(), [](const PartInDecision& one) {
    return !one.has_left && one.influence > 0;
  });
  Tally tally;
  for (const PartInDecision& one : people) {
    const bool is_champion = one.role == Contact::CHAMPION;
    if (one.has_left) {
      tally.champion_left |= is_champion;
      continue;
    }
    const double weight = weighs ? one.influence : 1;
    ++tally.people;
    tally.weight += weight;
    tally.stance += weight * one.stance;
    tally.has_champion |= is_champion;
    tally.has_strong_opponent |= one.stance < 0 && one.influence >= kStrongInfluence;
    tally.deciders += one.role == Contact::DECISION_MAKER;
    if (!one.is_known) continue;
    ++tally.known;
    tally.known_weight += weight;
    tally.has_known_champion |= is_champion;
    tally.known_deciders += one.role == Contact::DECISION_MAKER;
  }
  return tally;
}

}  // namespace

bool IsKnown(const Contact& contact) {
  return contact.known_by_size() > 0 || contact.familiarity() >= Contact::MET;
}

int CoverageScore(absl::Span<const PartInDecision> people) {
  const Tally tally = TallyOf(people);
  if (tally.people == 0) return 0;
  double score = 0;
  if (tally.deciders > 0) score += kOfDecisionMakers * tally.known_deciders / tally.deciders;
  if (tally.has_known_champion) score += kOfChampion;
  score += kOfStance * (tally.stance / tally.weight + kMostStance) / (2 * kMostStance);
  score += kOfThreads * std::min(tally.known, kThreads) / kThreads;
  score += kOfInfluence * tally.known_weight / tally.weight;
  return static_cast<int>(std::lround(score));
}

std::vector<PowerMap::Risk> RisksOf(absl::Span<const PartInDecision> people) {
  const Tally tally = TallyOf(people);
  std::vector<PowerMap::Risk> risks;
  if (tally.deciders == 0) risks.push_back(PowerMap::NO_DECISION_MAKER);
  if (tally.known_deciders < tally.deciders) risks.push_back(PowerMap::DECISION_MAKER_UNREACHED);
  if (tally.known < 2) risks.push_back(PowerMap::SINGLE_THREAD);
  if (!tally.has_champion) risks.push_back(PowerMap::NO_CHAMPION);
  if (tally.champion_left) risks.push_back(PowerMap::CHAMPION_LEFT);
  if (tally.has_strong_opponent) risks.push_back(PowerMap::STRONG_OPPONENT);
  return risks;
}

}  // namespace guanxi::customer
