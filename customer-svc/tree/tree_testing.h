// What the tests of trees of companies share.
#ifndef GUANXI_CUSTOMER_SVC_TREE_TREE_TESTING_H_
#define GUANXI_CUSTOMER_SVC_TREE_TREE_TESTING_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/opportunity_facts.h"
#include "customer-svc/parties/network_testing.h"
#include "customer-svc/tree/hierarchy_service.h"
#include "customer-svc/tree/tree_figures.h"
#include "customer-svc/tree/tree_rows.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::customer {

class CustomerTreeTest : public NetworkTest {
 protected:
  absl::Status Move(const std::string& name, const std::string& parent) {
    v1::MoveInHierarchyRequest request;
    request.set_name(name);
    request.set_parent_organization(parent);
    return hierarchy_.MoveInHierarchy(service_.call(), request).status();
  }
  absl::Status SetRegion(const std::string& name, const std::string& region) {
    v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(name);
    request.mutable_customer()->set_region(region);
    request.mutable_update_mask()->add_paths("region");
    return service_.customers->Update<v1::Customer>(service_.call(), request).status();
  }
  absl::Status SpeakWith(const std::string& name, int64_t seconds) {
    v1::CreateInteractionRequest request;
    request.set_parent(name);
    request.mutable_interaction()->set_channel(v1::Interaction::CALL);
    request.mutable_interaction()->set_direction(v1::Interaction::OUTBOUND);
    request.mutable_interaction()->mutable_occur_time()->set_seconds(seconds);
    return service_.catalog->Of<v1::Interaction>()
        .Create<v1::Interaction>(service_.call(), request)
        .status();
  }
  // A new opportunity of lead-svc, as its event tells of it.
  absl::Status Hear(int number, const std::string& customer, const lead::v1::Opportunity& said) {
    event::v1::LogEvent event;
    event.set_tenant_id(std::string(service_.tenant.bytes()));
    event.set_event_id(std::string(DeriveUuid("event", absl::StrCat(number)).bytes()));
    event.set_root_event_id(event.event_id());
    event.set_resource_type(kOpportunityType);
    event.set_resource_id(std::string(DeriveUuid("deal", absl::StrCat(number)).bytes()));
    event.set_sequence(1);
    event.mutable_change_time()->set_seconds(1790000000);
    event.set_kind(metadata::v1::Change::CREATED);
    for (const char* field : {"customer", "amount", "state", "products"}) {
      event.add_changed_fields(field);
    }
    lead::v1::Opportunity after = said;
    after.set_customer(customer);
    event.set_after_body(after.SerializeAsString());
    return service_.engine->Write(
        events::WriterIn(service_.tenant, kEventActor), {}, resource::WriteContext(),
        [&](resource::UnitOfWork& work) { return facts_.Apply(work, event); });
  }
  Uuid IdOf(const std::string& name) { return resource::ParseReference("customers", name).value(); }
  v1::Customer Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<v1::Customer>(service_.call(), request).value();
  }
  // What all below a company comes to: by the rows, and by going over them.
  TreeFigures Stored(const std::string& name) {
    TreeFigures figures;
    EXPECT_THAT(service_.database->ReadOnly({},
                                            [&](db::Transaction& tx) -> absl::Status {
                                              GUANXI_ASSIGN_OR_RETURN(
                                                  figures.sums,
                                                  ReadSubtree(tx, service_.tenant, IdOf(name)));
                                              return absl::OkStatus();
                                            }),
                IsOk());
    v1::GetHierarchyRollUpRequest request;
    request.set_name(name);
    const auto answer = hierarchy_.GetHierarchyRollUp(service_.call(), request);
    if (answer.ok() && answer->has_last_interaction_time()) {
      figures.last_interaction = absl::FromUnixSeconds(answer->last_interaction_time().seconds());
    }
    return figures;
  }
  TreeFigures Recount(const std::string& name, const std::vector<std::string>& all) {
    TreeFigures figures;
    const v1::Customer customer = Get(name);
    EXPECT_THAT(service_.database->ReadOnly({},
                                            [&](db::Transaction& tx) -> absl::Status {
                                              GUANXI_ASSIGN_OR_RETURN(
                                                  figures, FiguresOf(tx, service_.tenant,
                                                                     IdOf(name), customer));
                                              return absl::OkStatus();
                                            }),
                IsOk());
    for (const std::string& other : all) {
      if (Get(other).parent_organization() != name) continue;
      const TreeFigures below = Recount(other, all);
      figures.sums = Minus(figures.sums, Minus({}, below.sums));
      if (!below.last_interaction.has_value()) continue;
      figures.last_interaction = std::max(figures.last_interaction.value_or(absl::InfinitePast()),
                                          *below.last_interaction);
    }
    return figures;
  }
  int64_t Companies(const std::string& name) {
    const TreeFigures figures = Stored(name);
    const auto found = figures.sums.find({TreeSum::kCompanies, ""});
    return found == figures.sums.end() ? 0 : static_cast<int64_t>(found->second / kOneCompany);
  }

  const OpportunityFacts facts_{service_.database.get(), service_.engine.get(),
                                service_.resources->customers.get()};
  HierarchyServiceImpl hierarchy_{service_.engine.get(), service_.resources->customers.get(),
                                  service_.resources->contacts.get(),
                                  service_.resources->relationships.get()};
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_TREE_TESTING_H_
