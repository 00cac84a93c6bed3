#include "customer-svc/power/power_map_service.h"

#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "customer-svc/network/power_picture.h"
#include "customer-svc/network/tree_picture.h"
#include "customer-svc/parties/relationship_reader.h"
#include "customer-svc/power/org_chart.h"
#include "customer-svc/power/power_map.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using v1::PowerMapPerson;

constexpr absl::Duration kRecent = absl::Hours(180 * 24);

absl::StatusOr<std::string> LanguageOf(const std::string& stated) {
  if (stated.empty()) return std::string("en");
  if (stated != "en" && stated != "zh") return InvalidField("language", "want en or zh");
  return stated;
}

// Nil: none is named.
absl::StatusOr<Uuid> OpportunityOf(const std::string& name) {
  if (name.empty()) return Uuid();
  const auto id = resource::ParseReference("opportunities", name);
  if (!id.ok()) return InvalidField("opportunity", "want opportunities/{uuid}", "INVALID_NAME");
  return id;
}

google::api::HttpBody Picture(std::string svg) {
  google::api::HttpBody body;
  body.set_content_type("image/svg+xml");
  body.set_data(std::move(svg));
  return body;
}

}  // namespace

bool PowerMapServiceImpl::Sees(const rpc::Call& call, const resource::Resource& resource,
                               absl::Span<const absl::string_view> paths) const {
  return resource::CheckSeen(resource.type(), call.principal, paths).ok();
}

bool PowerMapServiceImpl::SeesLines(const rpc::Call& call) const {
  return Sees(call, *all_.relationships, {"type", "source_contact", "target_contact", "weight"});
}

absl::Status PowerMapServiceImpl::Read(const rpc::Call& call, const std::string& parent,
                                       Body body) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(all_.customers->type(), parent, "parent"));
  GUANXI_ASSIGN_OR_RETURN(const VisibleRows::Scopes scopes,
                          VisibleRows::ScopesOf(call, *engine_, *all_.customers, *all_.contacts));
  const Uuid& tenant = call.principal.tenant;
  const absl::CivilDay today = engine_->environment().MomentOf(tenant).Today();
  return engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    const VisibleRows visible(&tx, tenant, all_.customers.get(), all_.contacts.get(), &scopes);
    GUANXI_RETURN_IF_ERROR(visible.Customer(name).status());
    const PeopleReader people(&tx, tenant, all_.contacts.get(), all_.stakeholders.get());
    GUANXI_ASSIGN_OR_RETURN(const std::vector<v1::Relationship> relationships,
                            ReadRelationships(tx, tenant, *all_.relationships, name.id, today));
    return body({people, name.id, relationships});
  });
}

absl::StatusOr<v1::OrgChart> PowerMapServiceImpl::GetOrgChart(
    const rpc::Call& call, const v1::GetOrgChartRequest& request) {
  const OrgChartRights rights = {Sees(call, *all_.contacts, {"reports_to"}), SeesLines(call)};
  v1::OrgChart chart;
  GUANXI_RETURN_IF_ERROR(Read(call, request.parent(), [&](const Ground& ground) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(std::vector<v1::Contact> contacts,
                            ground.people.Contacts(ground.customer));
    chart = OrgChartOf(std::move(contacts), ground.relationships, rights);
    return absl::OkStatus();
  }));
  return chart;
}

absl::StatusOr<google::api::HttpBody> PowerMapServiceImpl::DrawOrgChart(
    const rpc::Call& call, const v1::DrawOrgChartRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string language, LanguageOf(request.language()));
  v1::GetOrgChartRequest asked;
  asked.set_parent(request.parent());
  GUANXI_ASSIGN_OR_RETURN(v1::OrgChart chart, GetOrgChart(call, asked));
  // A picture is not presented by fields any more.
  policy::PresentAnswer(*call.principal.rights, &chart);
  return Picture(DrawTree(PictureOf(chart, language)));
}

absl::Status PowerMapServiceImpl::AddPeople(const rpc::Call& call, const Ground& ground,
                                            const Uuid& opportunity, v1::PowerMap* map) const {
  if (!opportunity.IsNil()) {
    GUANXI_ASSIGN_OR_RETURN(std::vector<PeopleReader::Part> parts,
                            ground.people.Parts(ground.customer, opportunity));
    for (PeopleReader::Part& part : parts) {
      PowerMapPerson& person = *map->add_people();
      *person.mutable_contact() = MapContactOf(part.contact);
      *person.mutable_stakeholder() = std::move(part.stakeholder);
    }
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(std::vector<v1::Contact> contacts,
                          ground.people.Contacts(ground.customer));
  // That they are there tells their role.
  if (Sees(call, *all_.contacts, {"decision_role"})) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<v1::Contact> lost,
                            ground.people.LostChampions(ground.customer));
    contacts.insert(contacts.end(), lost.begin(), lost.end());
  }
  for (const v1::Contact& contact : contacts) {
    *map->add_people()->mutable_contact() = MapContactOf(contact);
  }
  return absl::OkStatus();
}

absl::Status PowerMapServiceImpl::Observe(const rpc::Call& call, const PeopleReader& people,
                                          v1::PowerMap* map) const {
  if (!Sees(call, *all_.interactions, {"contact", "occur_time"})) return absl::OkStatus();
  const absl::Time since = engine_->environment().business_clock()->Now() - kRecent;
  std::vector<std::string> names;
  for (const PowerMapPerson& person : map->people()) names.push_back(person.contact().name());
  GUANXI_ASSIGN_OR_RETURN(auto all, people.Interactions(names, since));
  for (PowerMapPerson& person : *map->mutable_people()) {
    const PeopleReader::Observed& observed = all[person.contact().name()];
    person.set_recent_interactions(observed.recent);
    if (!observed.last.has_value()) continue;
    *person.mutable_last_interaction_time() =
        TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(*observed.last));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::PowerMap> PowerMapServiceImpl::GetPowerMap(
    const rpc::Call& call, const v1::GetPowerMapRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid opportunity, OpportunityOf(request.opportunity()));
  const bool of_customer = opportunity.IsNil();
  const resource::Resource& stating = of_customer ? *all_.contacts : *all_.stakeholders;
  // Who is in the map of an opportunity says whose parts there are.
  if (!of_customer) {
    GUANXI_RETURN_IF_ERROR(
        resource::CheckSeen(stating.type(), call.principal, {"contact", "opportunity"}));
  }
  PowerMapRights rights;
  rights.lines = SeesLines(call);
  rights.ordered = Sees(call, stating, {"influence"});
  rights.scored = Sees(call, stating, {"decision_role", "stance", "influence"}) &&
                  Sees(call, *all_.contacts, {"familiarity", "known_by"});
  v1::PowerMap map;
  GUANXI_RETURN_IF_ERROR(Read(call, request.parent(), [&](const Ground& ground) -> absl::Status {
    map.Clear();
    GUANXI_RETURN_IF_ERROR(AddPeople(call, ground, opportunity, &map));
    Complete(ground.relationships, rights, &map);
    return Observe(call, ground.people, &map);
  }));
  return map;
}

absl::StatusOr<google::api::HttpBody> PowerMapServiceImpl::DrawPowerMap(
    const rpc::Call& call, const v1::DrawPowerMapRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const std::string language, LanguageOf(request.language()));
  GUANXI_ASSIGN_OR_RETURN(const Uuid opportunity, OpportunityOf(request.opportunity()));
  // Where somebody stands in the picture tells them.
  const resource::Resource& stating = opportunity.IsNil() ? *all_.contacts : *all_.stakeholders;
  GUANXI_RETURN_IF_ERROR(
      resource::CheckSeen(stating.type(), call.principal, {"stance", "influence"}));
  v1::GetPowerMapRequest asked;
  asked.set_parent(request.parent());
  asked.set_opportunity(request.opportunity());
  GUANXI_ASSIGN_OR_RETURN(v1::PowerMap map, GetPowerMap(call, asked));
  policy::PresentAnswer(*call.principal.rights, &map);
  const bool known = Sees(call, *all_.contacts, {"familiarity", "known_by"});
  return Picture(DrawPower(PictureOf(map, language, known)));
}

absl::StatusOr<v1::CreateActionPlanResponse> PowerMapServiceImpl::CreateActionPlan(
    const rpc::Call& call, const v1::CreateActionPlanRequest& request) {
  v1::GetPowerMapRequest asked;
  asked.set_parent(request.parent());
  asked.set_opportunity(request.opportunity());
  GUANXI_ASSIGN_OR_RETURN(const v1::PowerMap map, GetPowerMap(call, asked));
  std::set<std::string> people;
  for (const PowerMapPerson& person : map.people()) {
    if (!person.contact().has_delete_time()) people.insert(person.contact().name());
  }
  GUANXI_RETURN_IF_ERROR(CheckPlan(request, people));
  return plans_->Create(call, request);
}

}  // namespace guanxi::customer
