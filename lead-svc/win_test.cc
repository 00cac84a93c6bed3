// The ledger of wins, on a real MariaDB.
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "guanxi/lead/v1/exchange_rate_service.pb.h"
#include "guanxi/lead/v1/win_entry_service.pb.h"
#include "lead-svc/opportunity_testing.h"

namespace guanxi::lead {
namespace {

using v1::Opportunity;

class WinTest : public OpportunityTest {
 protected:
  static std::string User(const std::string& who) {
    return absl::StrCat("users/", DeriveUuid("user", who).ToString());
  }
  Opportunity Make(int64_t amount) {
    v1::CreateOpportunityRequest request;
    Opportunity& one = *request.mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(offer_);
    one.set_owner(User("anna"));
    one.mutable_amount()->set_currency_code("CNY");
    one.mutable_amount()->set_units(amount);
    return Opportunities().Create<Opportunity>(service_.call(), request).value();
  }
  void Win(const std::string& name) {
    ASSERT_THAT(service_.opportunities->WinOpportunity(service_.call(),
                                                       Named<v1::WinOpportunityRequest>(name)),
                IsOk());
  }
  // What each has won, and how many entries say so.
  std::map<std::string, int64_t> Ledger(const std::string& opportunity, int* entries) {
    v1::ListWinEntriesRequest request;
    request.set_parent(opportunity);
    const auto page = service_.catalog->Of<v1::WinEntry>().List<v1::ListWinEntriesResponse>(
        service_.call(), request);
    EXPECT_THAT(page, IsOk());
    std::map<std::string, int64_t> sums;
    for (const v1::WinEntry& entry : page->win_entries()) {
      sums[entry.user()] += entry.amount().units();
    }
    *entries = page->win_entries_size();
    return sums;
  }
};

TEST_F(WinTest, TheOwnerOfThenIsCreditedAndStaysSo) {
  const std::string name = Make(100).name();
  int entries = 0;
  EXPECT_TRUE(Ledger(name, &entries).empty());
  Win(name);
  EXPECT_EQ(Ledger(name, &entries)[User("anna")], 100);
  Opportunity given = Get(name);
  given.set_owner(User("bei"));
  ASSERT_THAT(Update(given, {"owner"}), IsOk());
  auto sums = Ledger(name, &entries);
  EXPECT_EQ(sums[User("anna")], 100);
  EXPECT_EQ(entries, 1);
  given.mutable_amount()->set_units(120);
  ASSERT_THAT(Update(given, {"amount"}), IsOk());
  sums = Ledger(name, &entries);
  EXPECT_EQ(sums[User("anna")], 120);
  EXPECT_EQ(sums.count(User("bei")), 0u);
  EXPECT_EQ(entries, 3);
}

TEST_F(WinTest, ReopeningTakesBackAndWinningAgainCreditsOnce) {
  const std::string name = Make(100).name();
  Win(name);
  ASSERT_THAT(service_.opportunities->ReopenOpportunity(service_.call(),
                                                        Named<v1::ReopenOpportunityRequest>(name)),
              IsOk());
  int entries = 0;
  EXPECT_EQ(Ledger(name, &entries)[User("anna")], 0);
  EXPECT_EQ(entries, 2);
  Win(name);
  EXPECT_EQ(Ledger(name, &entries)[User("anna")], 100);
  EXPECT_EQ(entries, 3);
}

TEST_F(WinTest, ARateThatIsKnownLaterCreditsAnewInTheTenantsCurrency) {
  Opportunity one = Make(100);
  one.mutable_amount()->set_currency_code("USD");
  ASSERT_THAT(Update(one, {"amount"}), IsOk());
  Win(one.name());
  v1::CreateExchangeRateRequest request;
  v1::ExchangeRate& rate = *request.mutable_exchange_rate();
  rate.set_from_currency("USD");
  rate.set_to_currency("CNY");
  rate.mutable_start_date()->set_year(2026);
  rate.mutable_start_date()->set_month(1);
  rate.mutable_start_date()->set_day(1);
  rate.mutable_rate()->set_value("7");
  ASSERT_THAT(
      service_.catalog->Of<v1::ExchangeRate>().Create<v1::ExchangeRate>(service_.call(), request),
      IsOk());
  one.set_note("补录汇率");
  ASSERT_THAT(Update(one, {"note"}), IsOk());
  EXPECT_EQ(Get(one.name()).base_amount().units(), 700);
  v1::ListWinEntriesRequest list;
  list.set_parent(one.name());
  const auto page =
      service_.catalog->Of<v1::WinEntry>().List<v1::ListWinEntriesResponse>(service_.call(), list);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->win_entries_size(), 3);
  int64_t sum = 0, base = 0;
  for (const v1::WinEntry& entry : page->win_entries()) {
    sum += entry.amount().units();
    base += entry.base_amount().units();
  }
  EXPECT_EQ(sum, 100);
  EXPECT_EQ(base, 700);
}

TEST_F(WinTest, SplitsDivideTheWinAndMayBeCorrected) {
  Opportunity one = Make(100);
  const auto split = [](const std::string& user, const std::string& percent, Opportunity* next) {
    v1::WinSplit& added = *next->add_win_splits();
    added.set_user(user);
    added.mutable_percent()->set_value(percent);
  };
  split(User("anna"), "70", &one);
  split(User("bei"), "30", &one);
  ASSERT_THAT(Update(one, {"win_splits"}), IsOk());
  Win(one.name());
  int entries = 0;
  auto sums = Ledger(one.name(), &entries);
  EXPECT_EQ(sums[User("anna")], 70);
  EXPECT_EQ(sums[User("bei")], 30);
  one.clear_win_splits();
  split(User("bei"), "100", &one);
  ASSERT_THAT(Update(one, {"win_splits"}), IsOk());
  sums = Ledger(one.name(), &entries);
  EXPECT_EQ(sums[User("anna")], 0);
  EXPECT_EQ(sums[User("bei")], 100);
}

}  // namespace
}  // namespace guanxi::lead
