#include "customer-svc/power/power_map.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "customer-svc/network/power_score.h"
#include "customer-svc/relationship_rules.h"

namespace guanxi::customer {
namespace {

using v1::Contact;
using v1::PowerMap;
using v1::PowerMapPerson;
using v1::Relationship;

bool HasLeft(const PowerMapPerson& person) { return person.contact().has_delete_time(); }

void AddLines(absl::Span<const Relationship> relationships, PowerMap* map) {
  std::set<std::string> there;
  for (const PowerMapPerson& person : map->people()) there.insert(person.contact().name());
  for (const Relationship& one : relationships) {
    if (one.type() != Relationship::INFLUENCES && one.type() != Relationship::DOTTED_LINE_TO) {
      continue;
    }
    if (there.count(one.source_contact()) == 0 || there.count(one.target_contact()) == 0) continue;
    v1::PowerLine& line = *map->add_lines();
    line.set_relationship(one.name());
    line.set_source(one.source_contact());
    line.set_target(one.target_contact());
    line.set_type(one.type());
    line.set_weight(WeightOf(one));
  }
}

}  // namespace

Contact MapContactOf(const Contact& contact) {
  Contact shown;
  shown.set_name(contact.name());
  shown.set_display_name(contact.display_name());
  shown.set_title(contact.title());
  shown.set_department_name(contact.department_name());
  shown.set_decision_role(contact.decision_role());
  shown.set_stance(contact.stance());
  shown.set_influence(contact.influence());
  shown.set_familiarity(contact.familiarity());
  *shown.mutable_known_by() = contact.known_by();
  if (contact.has_delete_time()) *shown.mutable_delete_time() = contact.delete_time();
  return shown;
}

Contact::DecisionRole RoleOf(const PowerMapPerson& person) {
  return person.has_stakeholder() ? person.stakeholder().decision_role()
                                  : person.contact().decision_role();
}

int StanceOf(const PowerMapPerson& person) {
  return person.has_stakeholder() ? person.stakeholder().stance() : person.contact().stance();
}

int InfluenceOf(const PowerMapPerson& person) {
  return person.has_stakeholder() ? person.stakeholder().influence() : person.contact().influence();
}

void Complete(absl::Span<const Relationship> relationships, const PowerMapRights& rights,
              PowerMap* map) {
  const auto key = [&](const PowerMapPerson& person) {
    return std::make_tuple(HasLeft(person), rights.ordered ? -InfluenceOf(person) : 0,
                           person.contact().display_name(), person.contact().name());
  };
  std::sort(map->mutable_people()->begin(), map->mutable_people()->end(),
            [&](const PowerMapPerson& a, const PowerMapPerson& b) { return key(a) < key(b); });
  if (rights.lines) AddLines(relationships, map);
  if (!rights.scored) return;
  std::vector<PartInDecision> parts;
  for (const PowerMapPerson& person : map->people()) {
    parts.push_back({RoleOf(person), StanceOf(person), InfluenceOf(person),
                     IsKnown(person.contact()), HasLeft(person)});
  }
  map->set_score(CoverageScore(parts));
  for (const PowerMap::Risk risk : RisksOf(parts)) map->add_risks(risk);
}

}  // namespace guanxi::customer
