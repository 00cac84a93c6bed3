// Functions of filters in lists: they go by the service's clock, and by each tenant's zone and
// calendar.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/crypto/key_ring.h"
#include "common/filter/moment.h"
#include "common/resource/environment.h"
#include "common/testing/status_matchers.h"
#include "common/worktime/work_days.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::ListCustomersResponse;

// One customer in each of two tenants, made on 2026-09-21 at 14:13:20 UTC. In the first tenant's
// zone midnight is at 16:00 UTC, and the 21st was a holiday there; the other one's is UTC.
class RelativeTimeTest : public ::testing::Test {
 protected:
  RelativeTimeTest() {
    for (const Uuid& tenant : {service_.tenant, service_.other_tenant}) {
      v1::CreateCustomerRequest request;
      *request.mutable_customer() = TestService::Company("云帆");
      EXPECT_THAT(
          service_.customers->Create<v1::Customer>(service_.CallOf(tenant), request).status(),
          IsOk());
    }
    const auto keys = crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))).value();
    environment_ =
        resource::Environment::Create(&service_.clock, keys, std::string(32, 'k'),
                                      [this](const Uuid& tenant) { return PlaceOf(tenant); })
            .value();
    engine_ = std::make_unique<resource::Engine>(service_.database.get(), environment_.get());
  }

  filter::Moment PlaceOf(const Uuid& tenant) const {
    filter::Moment place;
    if (tenant != service_.tenant) return place;
    EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &place.zone));
    auto calendar = std::make_shared<worktime::WorkDays>();
    calendar->holidays.insert(absl::CivilDay(2026, 9, 21));
    place.calendar = std::move(calendar);
    return place;
  }

  // Whether the list of the tenant holds its customer; its count must say so, too.
  bool Lists(const Uuid& tenant, const std::string& filter) {
    const resource::Methods customers(engine_.get(), service_.resources->customers.get());
    v1::ListCustomersRequest request;
    request.set_filter(filter);
    request.set_include_total_size(true);
    const auto page = customers.List<ListCustomersResponse>(service_.CallOf(tenant), request);
    EXPECT_THAT(page.status(), IsOk());
    if (!page.ok()) return false;
    EXPECT_EQ(page->total_size(), page->customers_size());
    return page->customers_size() == 1;
  }

  TestService service_;
  std::unique_ptr<resource::Environment> environment_;
  std::unique_ptr<resource::Engine> engine_;
};

TEST_F(RelativeTimeTest, LengthsGoByTheClock) {
  service_.clock.Advance(absl::Hours(3));
  for (const Uuid& tenant : {service_.tenant, service_.other_tenant}) {
    EXPECT_TRUE(Lists(tenant, "create_time = \"2026-09-21T14:13:20Z\""));
    EXPECT_TRUE(Lists(tenant, "create_time > ago(\"4h\")"));
    EXPECT_FALSE(Lists(tenant, "create_time > ago(\"2h\")"));
    EXPECT_FALSE(Lists(tenant, "create_time > from_now(\"1s\")"));
  }
}

TEST_F(RelativeTimeTest, AllPagesOfAListGoByTheMomentOfItsFirst) {
  v1::CreateCustomerRequest second;
  *second.mutable_customer() = TestService::Company("远航");
  const rpc::Call call = service_.CallOf(service_.tenant);
  ASSERT_THAT(service_.customers->Create<v1::Customer>(call, second).status(), IsOk());
  const resource::Methods customers(engine_.get(), service_.resources->customers.get());
  v1::ListCustomersRequest request;
  request.set_filter("create_time > ago(\"2h\")");
  request.set_page_size(1);
  const auto first = customers.List<ListCustomersResponse>(call, request);
  ASSERT_THAT(first.status(), IsOk());
  service_.clock.Advance(absl::Hours(3));
  request.set_page_token(first->next_page_token());
  const auto rest = customers.List<ListCustomersResponse>(call, request);
  ASSERT_THAT(rest.status(), IsOk());
  EXPECT_EQ(rest->customers_size(), 1);
  EXPECT_FALSE(Lists(service_.tenant, request.filter()));
}

TEST_F(RelativeTimeTest, ADateIsTheStartOfItsDay) {
  for (const Uuid& tenant : {service_.tenant, service_.other_tenant}) {
    EXPECT_TRUE(Lists(tenant, "create_time > \"2026-09-21\""));
    EXPECT_TRUE(Lists(tenant, "create_time >= 2026-09-21 AND create_time < 2026-09-22"));
    EXPECT_FALSE(Lists(tenant, "create_time <= \"2026-09-21\""));
    EXPECT_FALSE(Lists(tenant, "create_time >= \"2026-09-22\""));
  }
}

TEST_F(RelativeTimeTest, DaysBeginInTheZoneOfTheTenant) {
  EXPECT_TRUE(Lists(service_.tenant, "create_time >= today()"));
  EXPECT_TRUE(Lists(service_.other_tenant, "create_time >= today()"));
  service_.clock.Advance(absl::Hours(3));  // past midnight in Shanghai
  EXPECT_FALSE(Lists(service_.tenant, "create_time >= today()"));
  EXPECT_TRUE(Lists(service_.other_tenant, "create_time >= today()"));
  service_.clock.Advance(absl::Hours(9));  // past midnight of UTC
  EXPECT_FALSE(Lists(service_.other_tenant, "create_time >= today()"));
}

TEST_F(RelativeTimeTest, WorkdaysGoByTheCalendarOfTheTenant) {
  service_.clock.Advance(absl::Hours(24));                                // Tuesday the 22nd
  EXPECT_FALSE(Lists(service_.tenant, "create_time < workdays_ago(1)"));  // Friday
  EXPECT_TRUE(Lists(service_.tenant, "create_time >= workdays_ago(1)"));
  EXPECT_TRUE(Lists(service_.other_tenant, "create_time >= workdays_ago(1)"));  // Monday
  service_.clock.Advance(absl::Hours(24));                                      // Wednesday
  EXPECT_FALSE(Lists(service_.tenant, "create_time >= workdays_ago(1)"));
  EXPECT_TRUE(Lists(service_.tenant, "create_time >= workdays_ago(2)"));
  EXPECT_TRUE(Lists(service_.other_tenant, "create_time >= workdays_ago(2)"));
  service_.clock.Advance(absl::Hours(24));  // Thursday
  EXPECT_TRUE(Lists(service_.tenant, "create_time >= workdays_ago(3)"));
  EXPECT_FALSE(Lists(service_.other_tenant, "create_time >= workdays_ago(2)"));
}

}  // namespace
}  // namespace guanxi::customer
