#include "customer-svc/power/org_chart.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace guanxi::customer {
namespace {

using v1::Contact;
using v1::Relationship;

constexpr char kDecider[] = "#ffe2b8";
constexpr char kOthers[] = "#ffffff";

Contact Shown(const Contact& contact) {
  Contact shown;
  shown.set_name(contact.name());
  shown.set_display_name(contact.display_name());
  shown.set_title(contact.title());
  shown.set_department_name(contact.department_name());
  shown.set_reports_to(contact.reports_to());
  shown.set_decision_role(contact.decision_role());
  return shown;
}

// Those who stand below `above`, and all below them, are added level by level.
void AddLevels(const std::map<std::string, std::vector<const Contact*>>& below,
               v1::OrgChart* chart) {
  std::vector<const Contact*> layer = below.count("") != 0 ? below.at("") : decltype(layer)();
  for (int level = 0; !layer.empty(); ++level) {
    std::vector<const Contact*> next;
    for (const Contact* const contact : layer) {
      v1::OrgChartPerson& person = *chart->add_people();
      *person.mutable_contact() = Shown(*contact);
      person.set_level(level);
      const auto reports = below.find(contact->name());
      if (reports == below.end()) continue;
      next.insert(next.end(), reports->second.begin(), reports->second.end());
    }
    layer = std::move(next);
  }
}

}  // namespace

std::string RoleText(Contact::DecisionRole role, bool zh) {
  switch (role) {
    case Contact::DECISION_MAKER:
      return zh ? "决策者" : "Decision maker";
    case Contact::INFLUENCER:
      return zh ? "影响者" : "Influencer";
    case Contact::USER:
      return zh ? "使用者" : "User";
    case Contact::GATEKEEPER:
      return zh ? "把关者" : "Gatekeeper";
    case Contact::CHAMPION:
      return zh ? "支持者" : "Champion";
    default:
      return "";
  }
}

v1::OrgChart OrgChartOf(std::vector<Contact> contacts, absl::Span<const Relationship> relationships,
                        const OrgChartRights& rights) {
  std::sort(contacts.begin(), contacts.end(), [](const Contact& a, const Contact& b) {
    return std::make_pair(a.display_name(), a.name()) < std::make_pair(b.display_name(), b.name());
  });
  std::map<std::string, const Contact*> there;
  for (const Contact& contact : contacts) there[contact.name()] = &contact;
  std::map<std::string, std::vector<const Contact*>> below;
  for (const Contact& contact : contacts) {
    const bool has_superior = rights.lines && there.count(contact.reports_to()) != 0;
    below[has_superior ? contact.reports_to() : ""].push_back(&contact);
  }
  v1::OrgChart chart;
  AddLevels(below, &chart);
  if (!rights.dotted) return chart;
  for (const Relationship& one : relationships) {
    if (one.type() != Relationship::DOTTED_LINE_TO || there.count(one.source_contact()) == 0 ||
        there.count(one.target_contact()) == 0) {
      continue;
    }
    v1::DottedLine& line = *chart.add_dotted_lines();
    line.set_relationship(one.name());
    line.set_source(one.source_contact());
    line.set_target(one.target_contact());
  }
  return chart;
}

TreePicture PictureOf(const v1::OrgChart& chart, const std::string& language) {
  const bool zh = language == "zh";
  TreePicture picture;
  picture.language = language;
  picture.title = zh ? "组织架构" : "Organisation chart";
  picture.description = zh ? absl::StrCat("共 ", chart.people_size(), " 人。")
                           : absl::StrCat(chart.people_size(), " people.");
  std::map<std::string, int> places;
  for (const v1::OrgChartPerson& person : chart.people()) {
    const Contact& contact = person.contact();
    std::vector<std::string> notes;
    for (const std::string& note :
         {contact.title(), contact.department_name(), RoleText(contact.decision_role(), zh)}) {
      if (!note.empty()) notes.push_back(note);
    }
    TextBox box;
    box.title = contact.display_name();
    box.note = absl::StrJoin(notes, " · ");
    box.about = absl::StrCat(box.title, notes.empty() ? "" : ": ", box.note);
    box.fill = contact.decision_role() == Contact::DECISION_MAKER ? kDecider : kOthers;
    const auto above = person.level() > 0 ? places.find(contact.reports_to()) : places.end();
    picture.parents.push_back(above == places.end() ? -1 : above->second);
    places[contact.name()] = static_cast<int>(picture.boxes.size());
    picture.boxes.push_back(std::move(box));
  }
  for (const v1::DottedLine& line : chart.dotted_lines()) {
    picture.dotted.emplace_back(places.at(line.source()), places.at(line.target()));
  }
  picture.legend = {{kDecider, RoleText(Contact::DECISION_MAKER, zh)}};
  return picture;
}

}  // namespace guanxi::customer
