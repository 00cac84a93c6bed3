// What the tests of rights over events share: a company whose events people follow, each of whom
// may see some of it.
#ifndef GUANXI_COMMON_EVENTS_EVENTS_SCOPE_TESTING_H_
#define GUANXI_COMMON_EVENTS_EVENTS_SCOPE_TESTING_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/events/relay.h"
#include "common/events/tenant_events.h"
#include "common/resource/engine.h"
#include "common/resource/resource_name.h"
#include "common/resource/scope_shop.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::events {

// "created", "entered", "gone" ...
inline std::string Say(const event::v1::Event& event) {
  if (event.sight() == event::v1::Event::ENTERED) return "entered";
  if (event.sight() == event::v1::Event::GONE) return "gone";
  switch (event.change().kind()) {
    case metadata::v1::Change::CREATED:
      return "created";
    case metadata::v1::Change::UPDATED:
      return "updated";
    case metadata::v1::Change::DELETED:
      return "deleted";
    default:
      return metadata::v1::Change::Kind_Name(event.change().kind());
  }
}

inline std::optional<std::string> After(const event::v1::Event& event, const std::string& path) {
  for (const auto& field : event.change().fields()) {
    if (field.path() == path && field.has_after()) return field.after().string_value();
  }
  return std::nullopt;
}

class EventsScopeTest : public ::testing::Test {
 protected:
  EventsScopeTest() : events_(shop_.database.get(), shop_.engine.get(), shop_.catalog.get()) {}

  const resource::Methods& deals() const { return shop_.catalog->Of<resource::testing::Deal>(); }
  rpc::Call CallOf(const std::string& user, policy::DataScope scope) const {
    return shop_.CallOf(user, "events.read",
                        {{"events.read", access::v1::ALL}, {"deals.*", scope}});
  }

  // By the clock of the test no deadline is to come.
  static rpc::Call Lasting(rpc::Call call) {
    call.deadline = absl::InfiniteFuture();
    return call;
  }

  void Update(const std::string& name, const std::string& field, const std::string& value) {
    resource::testing::UpdateDealRequest request;
    resource::testing::Deal& deal = *request.mutable_deal();
    deal.set_name(name);
    request.mutable_update_mask()->add_paths(field);
    if (field == "helpers") {
      if (!value.empty()) deal.add_helpers(value);
    } else {
      deal.GetReflection()->SetString(
          &deal, resource::testing::Deal::descriptor()->FindFieldByName(field), value);
    }
    ASSERT_THAT(deals().Update<resource::testing::Deal>(shop_.Root(), request), IsOk());
  }
  void GiveTo(const std::string& name, const std::string& user) {
    Update(name, "owner", resource::ScopeShop::User(user));
  }
  void Delete(const std::string& name) {
    resource::testing::DeleteScopedRequest request;
    request.set_name(name);
    const bool is_part = name.find("/parts/") != std::string::npos;
    const absl::Status deleted =
        is_part ? shop_.catalog->Of<resource::testing::Part>()
                      .Delete<resource::testing::Part>(shop_.Root(), request)
                      .status()
                : deals().Delete<resource::testing::Deal>(shop_.Root(), request).status();
    ASSERT_THAT(deleted, IsOk());
  }

  void MovePart(const std::string& part, const std::string& deal) {
    const auto name = resource::ParseName(shop_.parts->type(), part, "part");
    const auto parent = resource::ParseName(shop_.deals->type(), deal, "deal");
    ASSERT_THAT(name, IsOk());
    ASSERT_THAT(parent, IsOk());
    ASSERT_THAT(shop_.engine->Write(shop_.Root().principal, {}, {},
                                    [&](resource::UnitOfWork& work) -> absl::Status {
                                      GUANXI_ASSIGN_OR_RETURN(resource::Stored row,
                                                              work.Get(*shop_.parts, *name));
                                      return work.Move(*shop_.parts, &row, *parent);
                                    }),
                IsOk());
  }

  // What follows a token, all pages as one; what has happened is in the log before.
  event::v1::ListEventsResponse Follow(const rpc::Call& call, std::string* token,
                                       int page_size = 100) {
    Relay::Options options;
    options.service = options.owner = "test";
    Relay relay(shop_.database.get(), &shop_.clock, nullptr, options);
    while (relay.Turn()->moved > 0) {
    }
    event::v1::ListEventsResponse all;
    do {
      event::v1::ListEventsRequest request;
      request.set_token(*token);
      request.set_page_size(page_size);
      const auto page = events_.List(call, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      all.mutable_events()->MergeFrom(page->events());
      all.set_resync(all.resync() || page->resync());
      all.set_more(page->more());
      *token = page->next_token();
    } while (all.more());
    return all;
  }
  std::vector<std::string> Told(const rpc::Call& call, std::string* token) {
    std::vector<std::string> told;
    const event::v1::ListEventsResponse page = Follow(call, token);
    for (const event::v1::Event& event : page.events()) told.push_back(Say(event));
    return told;
  }

  resource::ScopeShop shop_;
  const TenantEvents events_;
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_EVENTS_SCOPE_TESTING_H_
