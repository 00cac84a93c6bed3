#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "customer-svc/network/power_score.h"
#include "customer-svc/power/org_chart.h"
#include "customer-svc/power/power_map.h"

namespace guanxi::customer {
namespace {

using v1::Contact;
using v1::PowerMap;
using v1::PowerMapPerson;

constexpr char kKnown[] = "#d1f0e0";
constexpr char kUnknown[] = "#ffffff";
constexpr char kLeft[] = "#d9d9d9";

std::string RiskText(PowerMap::Risk risk, bool zh) {
  switch (risk) {
    case PowerMap::NO_DECISION_MAKER:
      return zh ? "决策者不明" : "no decision maker is known by name";
    case PowerMap::DECISION_MAKER_UNREACHED:
      return zh ? "有决策者未接触" : "a decision maker is not reached";
    case PowerMap::SINGLE_THREAD:
      return zh ? "单线联系" : "a single thread";
    case PowerMap::NO_CHAMPION:
      return zh ? "没有支持者" : "nobody speaks for us";
    case PowerMap::CHAMPION_LEFT:
      return zh ? "支持者已离开" : "who spoke for us has left";
    case PowerMap::STRONG_OPPONENT:
      return zh ? "有影响力高的反对者" : "a strong opponent";
    default:
      return "";
  }
}

std::vector<std::string> Columns(bool zh) {
  if (zh) return {"反对", "偏反对", "中立/未知", "偏支持", "支持"};
  return {"Opposed", "Doubtful", "Neutral or unknown", "Favourable", "Supports us"};
}

std::vector<std::string> Remarks(const PowerMap& map, bool zh) {
  std::vector<std::string> remarks;
  if (map.has_score()) {
    remarks.push_back(absl::StrCat(zh ? "覆盖评分：" : "Coverage: ", map.score(), " / 100"));
  }
  std::vector<std::string> risks;
  for (const int risk : map.risks()) {
    risks.push_back(RiskText(static_cast<PowerMap::Risk>(risk), zh));
  }
  if (!risks.empty()) {
    remarks.push_back(
        absl::StrCat(zh ? "风险：" : "Risks: ", absl::StrJoin(risks, zh ? "、" : ", ")));
  }
  return remarks;
}

PowerPicture::Person PersonOf(const PowerMapPerson& person, bool zh, bool known) {
  const Contact& contact = person.contact();
  std::vector<std::string> notes;
  for (const std::string& note : {contact.title(), RoleText(RoleOf(person), zh)}) {
    if (!note.empty()) notes.push_back(note);
  }
  if (InfluenceOf(person) > 0) {
    notes.push_back(absl::StrCat(zh ? "影响力 " : "influence ", InfluenceOf(person)));
  }
  if (person.recent_interactions() > 0) {
    notes.push_back(zh ? absl::StrCat("半年联系 ", person.recent_interactions(), " 次")
                       : absl::StrCat(person.recent_interactions(), " contacts in half a year"));
  }
  PowerPicture::Person drawn;
  drawn.box.title = contact.display_name();
  drawn.box.note = absl::StrJoin(notes, " · ");
  drawn.box.about = absl::StrCat(drawn.box.title, notes.empty() ? "" : ": ", drawn.box.note);
  const char* const there = known && IsKnown(contact) ? kKnown : kUnknown;
  drawn.box.fill = contact.has_delete_time() ? kLeft : there;
  drawn.stance = StanceOf(person);
  drawn.influence = InfluenceOf(person);
  return drawn;
}

}  // namespace

PowerPicture PictureOf(const PowerMap& map, const std::string& language, bool known) {
  const bool zh = language == "zh";
  PowerPicture picture;
  picture.language = language;
  picture.title = zh ? "权力地图" : "Power map";
  picture.columns = Columns(zh);
  picture.remarks = Remarks(map, zh);
  picture.description = absl::StrCat(
      zh ? absl::StrCat("共 ", map.people_size(), " 人，从左到右为态度，越高影响力越大。")
         : absl::StrCat(map.people_size(),
                        " people, by stance from left to right, the more "
                        "influential the higher. "),
      absl::StrJoin(picture.remarks, " "));
  std::map<std::string, int> places;
  for (const PowerMapPerson& person : map.people()) {
    places[person.contact().name()] = static_cast<int>(picture.people.size());
    picture.people.push_back(PersonOf(person, zh, known));
  }
  for (const v1::PowerLine& line : map.lines()) {
    picture.lines.push_back({places.at(line.source()), places.at(line.target()),
                             line.type() == v1::Relationship::DOTTED_LINE_TO, line.weight()});
  }
  if (known) {
    picture.legend = {{kKnown, zh ? "有人认识" : "Known to us"},
                      {kUnknown, zh ? "无人认识" : "Known to nobody"}};
  }
  picture.legend.emplace_back(kLeft, zh ? "已离开" : "Has left");
  return picture;
}

}  // namespace guanxi::customer
