// What cannot be seen is not there for writes either, and what may only be seen is not changed.
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/revealer.h"
#include "common/resource/scope_shop.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using access::v1::ALL;
using access::v1::DEPARTMENT;
using access::v1::SELF;
using access::v1::SUBTREE;
using testing::Deal;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Part;

class ScopeWriteTest : public ::testing::Test {
 protected:
  const Methods& deals() const { return shop_.catalog->Of<Deal>(); }

  absl::Status Update(const rpc::Call& call, const std::string& name, const std::string& title) {
    testing::UpdateDealRequest request;
    request.mutable_deal()->set_name(name);
    request.mutable_deal()->set_title(title);
    return deals().Update<Deal>(call, request).status();
  }
  absl::Status Delete(const rpc::Call& call, const std::string& name) {
    testing::DeleteScopedRequest request;
    request.set_name(name);
    return deals().Delete<Deal>(call, request).status();
  }
  absl::StatusOr<Deal> Create(const rpc::Call& call, const Deal& deal) {
    testing::CreateDealRequest request;
    *request.mutable_deal() = deal;
    return deals().Create<Deal>(call, request);
  }
  Deal Get(const std::string& name) {
    testing::GetScopedRequest request;
    request.set_name(name);
    return deals().Get<Deal>(shop_.Root(), request).value();
  }
  // What every write says of the row.
  void ExpectOnAll(const rpc::Call& call, const std::string& name, const std::string& reason) {
    EXPECT_THAT(Update(call, name, "changed"), HasReason(reason));
    EXPECT_THAT(Delete(call, name), HasReason(reason));
    testing::BatchUpdateDealsRequest updates;
    updates.add_requests()->mutable_deal()->set_name(name);
    updates.mutable_requests(0)->mutable_deal()->set_title("changed");
    EXPECT_THAT(deals().BatchUpdate<testing::BatchGetDealsResponse>(call, updates),
                HasReason(reason));
    testing::BatchDeleteDealsRequest deletes;
    deletes.add_names(name);
    EXPECT_THAT(deals().BatchDelete<testing::BatchGetDealsResponse>(call, deletes),
                HasReason(reason));
    EXPECT_EQ(Get(name).title(), "deal");
  }

  ScopeShop shop_;
};

TEST_F(ScopeWriteTest, WhatIsHiddenIsNotFound) {
  const std::string deal = shop_.AddDeal("wes", "west");
  const rpc::Call ed = shop_.CallOf("ed", "deals.update", SUBTREE);
  ExpectOnAll(ed, deal, "DEAL_NOT_FOUND");
  testing::CreatePartRequest part;
  part.set_parent(deal);
  part.mutable_part()->set_label("part");
  EXPECT_THAT(shop_.catalog->Of<Part>().Create<Part>(ed, part), HasReason("DEAL_NOT_FOUND"));
  testing::DeleteScopedRequest gone;
  gone.set_name(shop_.AddPart(deal, "part"));
  EXPECT_THAT(shop_.catalog->Of<Part>().Delete<Part>(ed, gone),
              StatusIs(absl::StatusCode::kNotFound));
  testing::IngestPartsRequest ingest;
  ingest.set_parent(deal);
  (*ingest.add_requests()->mutable_part()->mutable_external_ids())["erp"] = "1";
  const auto ingested = shop_.catalog->Of<Part>().Ingest<testing::IngestPartsResponse>(ed, ingest);
  ASSERT_THAT(ingested, IsOk());
  EXPECT_EQ(ingested->results(0).outcome(), metadata::v1::IngestResult::FAILED);
}

TEST_F(ScopeWriteTest, WhatIsReadMoreWidelyThanChangedIsRefused) {
  const std::string deal = shop_.AddDeal("wes", "west");
  const rpc::Call ed =
      shop_.CallOf("ed", "deals.update", {{"deals.read", ALL}, {"deals.update", SELF}});
  ExpectOnAll(ed, deal, "ROW_READ_ONLY");
  EXPECT_THAT(Update(ed, deal, "x"), StatusIs(absl::StatusCode::kPermissionDenied));
  testing::CreatePartRequest part;
  part.set_parent(deal);
  part.mutable_part()->set_label("part");
  EXPECT_THAT(shop_.catalog->Of<Part>().Create<Part>(ed, part), HasReason("ROW_READ_ONLY"));
}

TEST_F(ScopeWriteTest, AShareForReadingIsNoneForWriting) {
  const std::string read = shop_.AddDeal("wes", "west"), write = shop_.AddDeal("wes", "west");
  shop_.AddShare(read, "ed", metadata::v1::SHARE_READ);
  shop_.AddShare(write, "east", metadata::v1::SHARE_WRITE, 60);
  const rpc::Call ed = shop_.CallOf("ed", "deals.update", SELF);
  ExpectOnAll(ed, read, "ROW_READ_ONLY");
  EXPECT_THAT(Update(ed, write, "changed"), IsOk());
  testing::CreatePartRequest part;
  part.set_parent(write);
  part.mutable_part()->set_label("part");
  EXPECT_THAT(shop_.catalog->Of<Part>().Create<Part>(ed, part), IsOk());
  shop_.clock.Advance(absl::Seconds(61));
  EXPECT_THAT(Update(ed, write, "again"), HasReason("DEAL_NOT_FOUND"));
}

TEST_F(ScopeWriteTest, OwnersCollaboratorsAndManagersWrite) {
  const std::string deal = shop_.AddDeal("ewa", "east1", {"wes"});
  EXPECT_THAT(Update(shop_.CallOf("ewa", "deals.update", SELF), deal, "a"), IsOk());
  EXPECT_THAT(Update(shop_.CallOf("wes", "deals.update", SELF), deal, "b"), IsOk());
  EXPECT_THAT(Update(shop_.CallOf("eve", "deals.update", SUBTREE), deal, "c"), IsOk());
  EXPECT_THAT(Update(shop_.CallOf("eve", "deals.update", DEPARTMENT), deal, "d"),
              HasReason("DEAL_NOT_FOUND"));
}

// It is given away, and gone from the giver's sight.
TEST_F(ScopeWriteTest, ARowMayLeaveTheScopeOfWhoChangesIt) {
  const std::string deal = shop_.AddDeal("ed", "");
  const rpc::Call ed = shop_.CallOf("ed", "deals.update", SELF);
  testing::UpdateDealRequest request;
  request.mutable_deal()->set_name(deal);
  request.mutable_deal()->set_owner(ScopeShop::User("wes"));
  EXPECT_THAT(deals().Update<Deal>(ed, request), IsOk());
  EXPECT_THAT(Update(ed, deal, "x"), HasReason("DEAL_NOT_FOUND"));
}

TEST_F(ScopeWriteTest, NewRowsBelongToWhoMakesThem) {
  const rpc::Call ed = shop_.CallOf("ed", "deals.create", SELF);
  const auto own = Create(ed, Deal());
  ASSERT_THAT(own, IsOk());
  EXPECT_EQ(own->owner(), ScopeShop::User("ed"));
  EXPECT_EQ(own->department(), ScopeShop::Department("east"));
  Deal others;
  others.set_owner(ScopeShop::User("wes"));
  EXPECT_THAT(Create(ed, others), HasReason("ROW_OUT_OF_SCOPE"));
  EXPECT_THAT(Create(ed, others), StatusIs(absl::StatusCode::kPermissionDenied));
  // A manager makes them for his people; whoever may do everything, for nobody.
  others.set_owner(ScopeShop::User("ewa"));
  const auto given = Create(shop_.CallOf("eve", "deals.create", SUBTREE), others);
  ASSERT_THAT(given, IsOk());
  EXPECT_EQ(given->department(), ScopeShop::Department("east1"));
  const auto free = Create(shop_.CallOf("boss", "deals.create", ALL), Deal());
  ASSERT_THAT(free, IsOk());
  EXPECT_EQ(free->owner(), "");
}

TEST_F(ScopeWriteTest, OwnersAreActive) {
  const rpc::Call boss = shop_.CallOf("boss", "deals.update", ALL);
  const std::string deal = shop_.AddDeal("gone", "closed", {"gone"});  // they were there once
  EXPECT_THAT(Update(boss, deal, "changed"), IsOk());
  for (const char* path : {"owner", "department", "helpers[0]", "keeper"}) {
    testing::UpdateDealRequest request;
    request.mutable_deal()->set_name(deal);
    if (std::string(path) == "owner") request.mutable_deal()->set_owner(ScopeShop::User("nobody"));
    if (std::string(path) == "keeper")
      request.mutable_deal()->set_keeper(ScopeShop::User("nobody"));
    if (std::string(path) == "department") {
      request.mutable_deal()->set_department(ScopeShop::Department("nowhere"));
    }
    if (std::string(path) == "helpers[0]") {
      request.mutable_deal()->add_helpers(ScopeShop::User("nobody"));
    }
    EXPECT_THAT(deals().Update<Deal>(boss, request),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(path)));
  }
}

TEST_F(ScopeWriteTest, WhoeverIsNamedBesideTheOwnerSeesNothingByIt) {
  const std::string deal = shop_.AddDeal("wes", "west");
  testing::UpdateDealRequest request;
  request.mutable_deal()->set_name(deal);
  request.mutable_deal()->set_keeper(ScopeShop::User("ed"));
  const auto named = deals().Update<Deal>(shop_.CallOf("wes", "deals.update", SELF), request);
  ASSERT_THAT(named, IsOk());
  EXPECT_EQ(named->keeper(), ScopeShop::User("ed"));
  EXPECT_THAT(Update(shop_.CallOf("ed", "deals.update", SELF), deal, "mine"),
              HasReason("DEAL_NOT_FOUND"));
}

TEST_F(ScopeWriteTest, AHiddenRowCannotBeNamed) {
  const std::string hidden = shop_.AddDeal("wes", "west"), shared = shop_.AddDeal("wes", "west");
  shop_.AddShare(shared, "ed", metadata::v1::SHARE_READ);
  const rpc::Call ed = shop_.CallOf("ed", "deals.create", SELF);
  for (const char* name : {"follows", "part_of"}) {
    const auto* field = Deal::descriptor()->FindFieldByName(name);
    Deal deal;
    deal.GetReflection()->SetString(&deal, field, hidden);
    const auto refused = Create(ed, deal);
    EXPECT_THAT(refused, HasReason("INVALID_FIELD"));
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("names nothing that exists"));
    deal.GetReflection()->SetString(&deal, field, shared);
    EXPECT_THAT(Create(ed, deal), IsOk());
  }
}

// A value that somebody else's hidden row has is taken, and by whom is not said.
TEST_F(ScopeWriteTest, WhoHasAUniqueValueIsNotSaid) {
  Deal deal;
  deal.set_title("deal");
  deal.set_owner(ScopeShop::User("wes"));
  deal.set_code("c1");
  (*deal.mutable_external_ids())["erp"] = "e1";
  const std::string hidden = shop_.Add(deal);
  const rpc::Call ed = shop_.CallOf("ed", "deals.*", SELF);
  const auto expect_silence = [&](const absl::Status& status, const std::string& reason) {
    EXPECT_THAT(status, HasReason(reason));
    EXPECT_THAT(status.ToString(), Not(HasSubstr(hidden)));
  };
  Deal same_code, same_id;
  same_code.set_code("c1");
  (*same_id.mutable_external_ids())["erp"] = "e1";
  expect_silence(Create(ed, same_code).status(), "DEAL_CODE_TAKEN");
  expect_silence(Create(ed, same_id).status(), "EXTERNAL_ID_ALREADY_EXISTS");
  testing::CreateDealRequest chosen;
  chosen.mutable_deal()->set_title("x");
  chosen.set_deal_id(hidden.substr(hidden.find('/') + 1));
  const absl::Status taken = deals().Create<Deal>(ed, chosen).status();
  EXPECT_THAT(taken, HasReason("DEAL_ALREADY_EXISTS"));
  // By its external id it is not there; to make it anew is refused.
  testing::UpdateDealRequest update;
  *update.mutable_deal() = same_id;
  update.mutable_deal()->set_name("deals/-");
  update.mutable_deal()->set_title("changed");
  expect_silence(deals().Update<Deal>(ed, update).status(), "DEAL_NOT_FOUND");
  update.set_allow_missing(true);
  expect_silence(deals().Update<Deal>(ed, update).status(), "EXTERNAL_ID_ALREADY_EXISTS");
  update.mutable_deal()->set_name(hidden);
  EXPECT_THAT(deals().Update<Deal>(ed, update), Not(IsOk()));
  EXPECT_EQ(Get(hidden).title(), "deal");
}

TEST_F(ScopeWriteTest, WhoKeepsARowIsNotSaidUnlessSeen) {
  const std::string own = shop_.AddDeal("ed", "");
  Deal follower;
  follower.set_owner(ScopeShop::User("wes"));
  follower.set_follows(own);
  const std::string hidden = shop_.Add(follower);
  const absl::Status refused = Delete(shop_.CallOf("ed", "deals.delete", SELF), own);
  EXPECT_THAT(refused, HasReason("DEAL_IN_USE"));
  EXPECT_THAT(refused.ToString(), Not(HasSubstr(hidden)));
  const absl::Status told = Delete(shop_.CallOf("boss", "deals.delete", ALL), own);
  EXPECT_THAT(told.ToString(), HasSubstr(hidden));
}

TEST_F(ScopeWriteTest, AnIngestDoesNotNameWhatIsHidden) {
  const std::string own = shop_.AddDeal("ed", ""), other = shop_.AddDeal("wes", "");
  testing::IngestPartsRequest request;
  request.set_parent(other);
  (*request.add_requests()->mutable_part()->mutable_external_ids())["erp"] = "1";
  ASSERT_THAT(shop_.catalog->Of<Part>().Ingest<testing::IngestPartsResponse>(shop_.Root(), request),
              IsOk());
  request.set_parent(own);
  const auto response = shop_.catalog->Of<Part>().Ingest<testing::IngestPartsResponse>(
      shop_.CallOf("ed", "deals.update", SELF), request);
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->ShortDebugString(), Not(HasSubstr(other.substr(other.find('/') + 1))));
}

// What follows from a write that was let through is not asked about.
TEST_F(ScopeWriteTest, NobodyWritesWithoutADecision) {
  rpc::Call call = shop_.Root();
  call.principal.rights = nullptr;
  EXPECT_THAT(Create(call, Deal()), HasReason("RIGHTS_MISSING"));
}

TEST_F(ScopeWriteTest, SharingNeedsARowThatIsOnesToShare) {
  const std::string own = shop_.AddDeal("ed", ""), other = shop_.AddDeal("wes", "");
  const rpc::Call ed =
      shop_.CallOf("ed", "deals.share", {{"deals.read", ALL}, {"deals.share", SELF}});
  testing::CreateDealShareRequest request;
  request.set_parent(own);
  request.mutable_deal_share()->set_access(metadata::v1::SHARE_READ);
  const Methods& shares = shop_.catalog->Of<testing::DealShare>();
  EXPECT_THAT(shares.Create<testing::DealShare>(ed, request), HasReason("INVALID_FIELD"));
  request.mutable_deal_share()->set_user(ScopeShop::User("wes"));
  EXPECT_THAT(shares.Create<testing::DealShare>(ed, request), IsOk());
  request.set_parent(other);
  EXPECT_THAT(shares.Create<testing::DealShare>(ed, request), HasReason("ROW_READ_ONLY"));
}

// A permission to reveal reaches as far as its own scope says, not as that of reading.
TEST_F(ScopeWriteTest, WhatIsReadMoreWidelyThanRevealedIsNotRevealed) {
  Deal deal;
  deal.set_owner(ScopeShop::User("wes"));
  deal.set_phone("+8613800138000");
  const std::string name = shop_.Add(deal);
  const rpc::Call ed =
      shop_.CallOf("ed", "deals.reveal", {{"deals.read", ALL}, {"deals.reveal", SELF}});
  const absl::Status status = shop_.engine->Write(
      ed.principal, TxOptionsOf(ed), WriteContext(), [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                                ParseName(shop_.deals->type(), name, "name"));
        return RevealField(work, *shop_.deals, {parsed, "phone", "a call"}).status();
      });
  EXPECT_THAT(status, HasReason("ROW_OUT_OF_SCOPE"));
}

// What is hidden is refused whatever is written: else whoever guesses is told when he is right.
TEST_F(ScopeWriteTest, AHiddenFieldIsNotGuessed) {
  Deal deal;
  deal.set_stage("won");
  const std::string name = shop_.Add(deal);
  const rpc::Call ed = shop_.CallWith("ed", "deals.update",
                                      "permissions {pattern: '*' scope: ALL} field_policies "
                                      "{resource_type: 'guanxi.dev/Deal' path: 'stage' access: "
                                      "HIDDEN}");
  for (const char* guess : {"lost", "won", ""}) {
    testing::UpdateDealRequest request;
    request.mutable_deal()->set_name(name);
    request.mutable_deal()->set_title("changed");
    request.mutable_deal()->set_stage(guess);
    if (*guess != '\0') {
      EXPECT_THAT(deals().Update<Deal>(ed, request), HasReason("FIELD_NOT_ALLOWED")) << guess;
      request.mutable_update_mask()->add_paths("*");
      EXPECT_THAT(deals().Update<Deal>(ed, request), HasReason("FIELD_NOT_ALLOWED")) << guess;
    }
    // Named, it is as if there were no such field, whatever it is set to.
    request.mutable_update_mask()->clear_paths();
    request.mutable_update_mask()->add_paths("stage");
    EXPECT_THAT(deals().Update<Deal>(ed, request), HasReason("INVALID_FIELD_MASK")) << guess;
  }
  EXPECT_EQ(Get(name).stage(), "won");
  EXPECT_EQ(Get(name).title(), "");
}

// An id has many forms, and one owner.
TEST_F(ScopeWriteTest, TheDepartmentIsThatOfTheOwnerHoweverHeIsWritten) {
  Deal deal;
  deal.set_owner(absl::StrCat("users/", absl::AsciiStrToUpper(ScopeShop::User("ewa").substr(6))));
  const auto made = Create(shop_.CallOf("boss", "deals.create", ALL), deal);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->owner(), ScopeShop::User("ewa"));
  EXPECT_EQ(made->department(), ScopeShop::Department("east1"));
}

}  // namespace
}  // namespace guanxi::resource
