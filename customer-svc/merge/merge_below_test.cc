// What lies two levels below customers goes where the record goes that it lies below, and customers
// say the risks that came to them.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/merge_testing.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/attachment.pb.h"
#include "guanxi/customer/v1/risk_signal_service.pb.h"

namespace guanxi::customer {
namespace {

class MergeBelowTest : public ::testing::Test {
 protected:
  void Attach(const std::string& interaction) {
    const auto name =
        resource::ParseName(service_.resources->interactions->type(), interaction, "name");
    ASSERT_THAT(name, IsOk());
    ASSERT_THAT(service_.engine->Write(
                    service_.call().principal, {}, resource::WriteContext(),
                    [&](resource::UnitOfWork& work) {
                      v1::Attachment attachment;
                      attachment.set_kind(v1::Attachment::RECORDING);
                      attachment.set_display_name("通话录音.mp3");
                      return work.Insert(
                          *service_.resources->attachments,
                          resource::ChildOf(*name, work.environment().uuids().Next()), &attachment);
                    }),
                IsOk());
  }
  // Attachments below interactions of the customer, by the names of both.
  int64_t Below(const std::string& customer) {
    const std::string id =
        absl::StrReplaceAll(customer.substr(customer.find('/') + 1), {{"-", ""}});
    return service_.Number(
        absl::StrCat("SELECT COUNT(*) FROM attachments a JOIN interactions i ON "
                     "i.tenant_id = a.tenant_id AND i.id = a.parent_id WHERE "
                     "a.grandparent_id = UNHEX('",
                     id, "') AND i.parent_id = a.grandparent_id"));
  }

  TestService service_;
  MergeWorld world_{&service_};
};

TEST_F(MergeBelowTest, ThereAndBackAlsoWhatCameMeanwhile) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  const std::string call = world_.AddInteraction(goes, 1789000000)->name();
  Attach(call);
  Attach(call);
  const std::string merge = world_.Merge(keeps, {goes})->customer_merge().name();
  EXPECT_EQ(Below(keeps), 2);
  Attach(absl::StrCat(keeps, call.substr(call.find("/interactions"))));
  ASSERT_THAT(world_.Undo(merge), IsOk());
  EXPECT_EQ(Below(keeps), 0);
  EXPECT_EQ(Below(goes), 3);
}

// A unit of work has room for so many rows, those below included.
TEST_F(MergeBelowTest, ManyGoInSeveralTurns) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  constexpr int kCalls = 20, kFiles = 15;
  for (int i = 0; i < kCalls; ++i) {
    const std::string call = world_.AddInteraction(goes, 1789000000 + i)->name();
    for (int k = 0; k < kFiles; ++k) Attach(call);
  }
  int turns = 0;
  world_.on_passed = [&turns](absl::string_view) {
    ++turns;
    return absl::OkStatus();
  };
  const std::string merge = world_.Merge(keeps, {goes})->customer_merge().name();
  ASSERT_THAT(world_.MoveAll(), IsOk());
  world_.on_passed = nullptr;
  EXPECT_GE(turns, kCalls * kFiles / merge::kMovedAtOnce);  // besides the merge itself
  EXPECT_EQ(Below(keeps), kCalls * kFiles);
  ASSERT_THAT(world_.Undo(merge), IsOk());
  ASSERT_THAT(world_.MoveAll(), IsOk());
  EXPECT_EQ(Below(goes), kCalls * kFiles);
}

TEST_F(MergeBelowTest, RisksAreThoseOfWhomTheyCameTo) {
  const std::string keeps = world_.AddCustomer("甲"), goes = world_.AddCustomer("乙");
  v1::CreateRiskSignalRequest request;
  request.set_parent(goes);
  v1::RiskSignal& signal = *request.mutable_risk_signal();
  signal.set_kind(v1::RiskSignal::LAWSUIT);
  signal.set_severity(type::v1::RISK_HIGH);
  signal.set_state(v1::RiskSignal::OPEN);
  signal.set_title("被执行");
  signal.mutable_occur_time()->set_seconds(1780000000);
  ASSERT_THAT(
      service_.catalog->Of<v1::RiskSignal>().Create<v1::RiskSignal>(service_.call(), request),
      IsOk());
  const std::string merge = world_.Merge(keeps, {goes})->customer_merge().name();
  ASSERT_THAT(world_.MoveAll(), IsOk());
  EXPECT_EQ(world_.Get(keeps)->risk_severity(), type::v1::RISK_HIGH);
  EXPECT_EQ(world_.Get(keeps)->risk_signal_count(), 1);
  ASSERT_THAT(world_.Undo(merge), IsOk());
  EXPECT_EQ(world_.Get(keeps)->risk_signal_count(), 0);
  EXPECT_EQ(world_.Get(goes)->risk_signal_count(), 1);
}

}  // namespace
}  // namespace guanxi::customer
