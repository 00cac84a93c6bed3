// What a share and working on a record together do not give: the record itself.
#include <string>

#include "absl/time/time.h"
#include "common/resource/scope_shop.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using access::v1::ALL;
using access::v1::SELF;
using access::v1::SUBTREE;
using testing::Deal;
using ::testing::HasSubstr;

class RowHandsTest : public ::testing::Test {
 protected:
  const Methods& deals() const { return shop_.catalog->Of<Deal>(); }

  absl::Status Update(const rpc::Call& call, const std::string& name, const std::string& title) {
    testing::UpdateDealRequest request;
    request.mutable_deal()->set_name(name);
    request.mutable_deal()->set_title(title);
    return deals().Update<Deal>(call, request).status();
  }
  absl::Status Delete(const rpc::Call& call, const std::string& name) {
    return deals().Delete<Deal>(call, Named(name)).status();
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
  static testing::DeleteScopedRequest Named(const std::string& name) {
    testing::DeleteScopedRequest request;
    request.set_name(name);
    return request;
  }

  ScopeShop shop_;
};

// A share says until when: it is no way to what lasts longer, nor to what others may be given.
TEST_F(RowHandsTest, AShareForATimeDoesNotOutgrowItself) {
  const std::string deal = shop_.AddDeal("wes", "west");
  shop_.AddShare(deal, "ed", metadata::v1::SHARE_WRITE, 60);
  const rpc::Call ed = shop_.CallOf("ed", "deals.update", SELF);
  testing::UpdateDealRequest taken, joined, moved;
  taken.mutable_deal()->set_owner(ScopeShop::User("ed"));
  joined.mutable_deal()->add_helpers(ScopeShop::User("ed"));
  moved.mutable_deal()->set_department(ScopeShop::Department("east"));
  for (testing::UpdateDealRequest* request : {&taken, &joined, &moved}) {
    request->mutable_deal()->set_name(deal);
    EXPECT_THAT(deals().Update<Deal>(ed, *request), HasReason("ROW_NOT_OWNED"));
  }
  EXPECT_THAT(Delete(shop_.CallOf("ed", "deals.delete", SELF), deal), HasReason("ROW_NOT_OWNED"));
  EXPECT_THAT(Update(ed, deal, "changed"), IsOk());
}

TEST_F(RowHandsTest, WhomSomethingIsSharedWithDoesNotShareItWithHimselfForGood) {
  const std::string deal = shop_.AddDeal("wes", "west");
  shop_.AddShare(deal, "ed", metadata::v1::SHARE_WRITE, 60);
  testing::CreateDealShareRequest request;
  request.set_parent(deal);
  request.mutable_deal_share()->set_user(ScopeShop::User("ed"));
  request.mutable_deal_share()->set_access(metadata::v1::SHARE_WRITE);
  const Methods& shares = shop_.catalog->Of<testing::DealShare>();
  EXPECT_THAT(shares.Create<testing::DealShare>(shop_.CallOf("ed", "deals.share", SELF), request),
              HasReason("ROW_NOT_OWNED"));
  EXPECT_THAT(shares.Create<testing::DealShare>(shop_.CallOf("wes", "deals.share", SELF), request),
              IsOk());
}

TEST_F(RowHandsTest, WhoWorksOnARecordDoesNotRuleOverIt) {
  const std::string deal = shop_.AddDeal("ewa", "east1", {"wes"});
  const rpc::Call wes = shop_.CallOf("wes", "deals.update", SELF);
  testing::UpdateDealRequest request;
  request.mutable_deal()->set_name(deal);
  request.mutable_deal()->set_owner(ScopeShop::User("wes"));
  EXPECT_THAT(deals().Update<Deal>(wes, request), HasReason("ROW_NOT_OWNED"));
  EXPECT_THAT(Delete(shop_.CallOf("wes", "deals.delete", SELF), deal), HasReason("ROW_NOT_OWNED"));
  EXPECT_THAT(Delete(shop_.CallOf("boss", "deals.delete", ALL), deal), IsOk());
  EXPECT_THAT(deals().Undelete<Deal>(shop_.CallOf("wes", "deals.delete", SELF), Named(deal)),
              HasReason("ROW_NOT_OWNED"));
  // Nor does he make one that is another's and his by his own word.
  Deal others;
  others.set_owner(ScopeShop::User("ewa"));
  others.add_helpers(ScopeShop::User("wes"));
  EXPECT_THAT(Create(shop_.CallOf("wes", "deals.create", SELF), others),
              HasReason("ROW_OUT_OF_SCOPE"));
}

// As by the method that is there for it.
TEST_F(RowHandsTest, AnotherOwnerNeedsThePermissionToTransfer) {
  const std::string deal = shop_.AddDeal("ewa", "east1");
  testing::UpdateDealRequest request;
  request.mutable_deal()->set_name(deal);
  request.mutable_deal()->set_owner(ScopeShop::User("ed"));
  const auto update = [&](const ScopeShop::Permissions& permissions) {
    return deals().Update<Deal>(shop_.CallOf("eve", "deals.update", permissions), request).status();
  };
  EXPECT_THAT(update({{"deals.read", ALL}, {"deals.update", SUBTREE}}),
              HasReason("METHOD_NOT_ALLOWED"));
  EXPECT_THAT(update({{"deals.read", ALL}, {"deals.update", ALL}, {"deals.transfer", SELF}}),
              HasReason("ROW_NOT_OWNED"));
  EXPECT_THAT(update({{"deals.update", SUBTREE}, {"deals.transfer", SUBTREE}}), IsOk());
  EXPECT_EQ(Get(deal).owner(), ScopeShop::User("ed"));
}

// Whom it would come back to may have left.
TEST_F(RowHandsTest, ADeletedRecordTakesAnotherOwnerAndNothingElse) {
  const std::string deal = shop_.AddDeal("ewa", "east1");
  ASSERT_THAT(Delete(shop_.Root(), deal), IsOk());
  testing::UpdateDealRequest request;
  request.mutable_deal()->set_name(deal);
  request.mutable_deal()->set_owner(ScopeShop::User("ed"));
  request.mutable_deal()->set_department(ScopeShop::Department("east"));
  EXPECT_THAT(deals().Update<Deal>(shop_.Root(), request), IsOk());
  EXPECT_EQ(Get(deal).owner(), ScopeShop::User("ed"));
  EXPECT_TRUE(Get(deal).has_delete_time());
  request.mutable_deal()->set_keeper(ScopeShop::User("ed"));
  EXPECT_THAT(deals().Update<Deal>(shop_.Root(), request), IsOk());
  request.mutable_deal()->set_title("changed");
  EXPECT_THAT(deals().Update<Deal>(shop_.Root(), request), HasReason("DEAL_NOT_FOUND"));
}

// What was answered once is for him who may see it now.
TEST_F(RowHandsTest, ARepeatedRequestShowsNoRecordThatIsHiddenMeanwhile) {
  const rpc::Call ed = shop_.CallOf("ed", "deals.create", SELF);
  testing::CreateDealRequest request;
  request.set_request_id(DeriveUuid("request", "a").ToString());
  request.mutable_deal()->set_title("canary");
  const auto first = deals().Create<Deal>(ed, request);
  ASSERT_THAT(first, IsOk());
  const auto again = deals().Create<Deal>(ed, request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  testing::UpdateDealRequest update;
  update.set_request_id(DeriveUuid("request", "b").ToString());
  update.mutable_deal()->set_name(first->name());
  update.mutable_deal()->set_title("canaries");
  ASSERT_THAT(deals().Update<Deal>(ed, update), IsOk());

  testing::UpdateDealRequest taken;
  taken.mutable_deal()->set_name(first->name());
  taken.mutable_deal()->set_owner(ScopeShop::User("wes"));
  taken.mutable_deal()->set_department(ScopeShop::Department("west"));
  ASSERT_THAT(deals().Update<Deal>(shop_.Root(), taken), IsOk());
  EXPECT_THAT(deals().Create<Deal>(ed, request), HasReason("DEAL_NOT_FOUND"));
  EXPECT_THAT(deals().Update<Deal>(ed, update), HasReason("DEAL_NOT_FOUND"));
  // It comes back with the record.
  taken.mutable_deal()->set_owner(ScopeShop::User("ed"));
  ASSERT_THAT(deals().Update<Deal>(shop_.Root(), taken), IsOk());
  EXPECT_THAT(deals().Create<Deal>(ed, request), IsOk());
}

// What he did himself took the right to do it once more; the record is still his to see.
TEST_F(RowHandsTest, WhoGaveARecordAwayIsAnsweredOnceMore) {
  const std::string deal = shop_.AddDeal("ed", "east");
  const rpc::Call ed =
      shop_.CallOf("ed", "deals.update",
                   ScopeShop::Permissions{
                       {"deals.read", ALL}, {"deals.update", SELF}, {"deals.transfer", SELF}});
  testing::UpdateDealRequest request;
  request.set_request_id(DeriveUuid("request", "c").ToString());
  request.mutable_deal()->set_name(deal);
  request.mutable_deal()->set_owner(ScopeShop::User("wes"));
  const auto first = deals().Update<Deal>(ed, request);
  ASSERT_THAT(first, IsOk());
  const auto again = deals().Update<Deal>(ed, request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
}

TEST_F(RowHandsTest, ASharesHolderIsThereAndItsEndIsToCome) {
  const std::string deal = shop_.AddDeal("ed", "");
  const rpc::Call ed = shop_.CallOf("ed", "deals.share", SELF);
  const Methods& shares = shop_.catalog->Of<testing::DealShare>();
  const auto create = [&](const std::string& field, const std::string& with, int64_t seconds) {
    testing::CreateDealShareRequest request;
    request.set_parent(deal);
    auto& share = *request.mutable_deal_share();
    share.GetReflection()->SetString(&share, share.GetDescriptor()->FindFieldByName(field), with);
    share.set_access(metadata::v1::SHARE_READ);
    share.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(shop_.clock.Now()) + seconds);
    return shares.Create<testing::DealShare>(ed, request);
  };
  const auto refuses = [](const absl::Status& status, const std::string& path) {
    EXPECT_THAT(status, HasReason("INVALID_FIELD"));
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(path)));
  };
  refuses(create("user", ScopeShop::User("nobody"), 60).status(), "user");
  refuses(create("department", ScopeShop::Department("nowhere"), 60).status(), "department");
  refuses(create("user", ScopeShop::User("wes"), 0).status(), "expire_time");
  EXPECT_THAT(create("user", ScopeShop::User("wes"), 60), IsOk());
}

}  // namespace
}  // namespace guanxi::resource
