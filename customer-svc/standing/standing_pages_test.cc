// Lists over many customers read what their pages show.
#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/page_reads.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/standing/quality_service.h"
#include "customer-svc/standing/segment_testing.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/lifecycle_service.pb.h"
#include "guanxi/customer/v1/quality_policy_service.pb.h"
#include "guanxi/customer/v1/quality_service.pb.h"

namespace guanxi::customer {
namespace {

using resource::ExpectReadsItsPage;
using v1::Customer;

constexpr int kCustomers = 1200;
constexpr int kPage = 50;

class StandingPagesTest : public SegmentTest {
 protected:
  int64_t RowsRead() { return resource::RowsRead(service_.database.get()); }
};

TEST_F(StandingPagesTest, MembersOfALargeSegment) {
  const std::string segment = NewSegment("grade = VIP");
  service_.CreateMany(kCustomers,
                      [](int, Customer* customer) { customer->set_grade(Customer::VIP); });
  Settle();
  EXPECT_EQ(GetSegment(segment).member_count(), kCustomers);
  EXPECT_EQ(kin_.memberships->type().list_paths().size(), 2u);  // the other: of one customer
  for (const char* order_by : {"create_time", "create_time desc"}) {
    v1::ListSegmentMembershipsRequest request;
    request.set_parent("customers/-");
    request.set_filter(absl::StrCat("segment = \"", segment, "\""));
    request.set_order_by(order_by);
    ExpectReadsItsPage<v1::ListSegmentMembershipsResponse>(
        service_.database.get(), service_.catalog->Of<v1::SegmentMembership>(), service_.call(),
        request, 930, /*reads_per_row=*/2);  // looks whether the customer is there
  }
}

TEST_F(StandingPagesTest, WhatManyCustomersLack) {
  v1::CreateQualityPolicyRequest policy;
  policy.mutable_quality_policy()->set_display_name("企业客户");
  policy.mutable_quality_policy()->set_customer_type(Customer::ORGANIZATION);
  policy.mutable_quality_policy()->add_needs()->set_field("industry");
  ASSERT_THAT(
      service_.catalog->Of<v1::QualityPolicy>().Create<v1::QualityPolicy>(service_.call(), policy),
      IsOk());
  const std::string owner = absl::StrCat("users/", DeriveUuid("user", "owner").ToString());
  service_.CreateMany(kCustomers, [&](int i, Customer* customer) {
    if (i % 2 == 0) customer->set_owner(owner);
    if (i % 4 == 1) customer->set_industry("传媒");
  });
  Settle();
  QualityServiceImpl quality(service_.engine.get(), &book_, kin_, &service_.timers);
  for (const std::string& of : {std::string(), owner}) {
    v1::ListDataGapsRequest request;
    request.set_owner(of);
    request.set_page_size(500);
    const auto first = quality.ListDataGaps(service_.call(), request);
    ASSERT_THAT(first, IsOk());
    request.set_page_token(first->next_page_token());
    request.set_page_size(kPage);
    ASSERT_THAT(quality.ListDataGaps(service_.call(), request), IsOk());  // fills the caches
    const int64_t before = RowsRead();
    const int64_t idle = RowsRead() - before;
    const auto page = quality.ListDataGaps(service_.call(), request);
    EXPECT_LT(RowsRead() - before - 2 * idle, 2 * kPage) << of;
    ASSERT_THAT(page, IsOk());
    EXPECT_EQ(page->gaps_size(), kPage);
  }
}

TEST_F(StandingPagesTest, HistoriesOfAllByStage) {
  service_.CreateMany(kCustomers, [](int, Customer*) {});
  v1::ListCustomersRequest all;
  all.set_page_size(1000);
  do {
    const auto page = service_.customers->List<v1::ListCustomersResponse>(service_.call(), all);
    ASSERT_THAT(page, IsOk());
    for (int first = 0; first < page->customers_size(); first += 200) {
      v1::BatchUpdateCustomersRequest request;
      for (int i = first; i < std::min(first + 200, page->customers_size()); ++i) {
        auto& one = *request.add_requests();
        one.mutable_customer()->set_name(page->customers(i).name());
        one.mutable_customer()->set_lifecycle_stage(Customer::INTENT);
        one.mutable_update_mask()->add_paths("lifecycle_stage");
      }
      ASSERT_THAT(service_.customers->BatchUpdate<v1::BatchUpdateCustomersResponse>(service_.call(),
                                                                                    request),
                  IsOk());
      service_.clock.Advance(absl::Milliseconds(7));
    }
    all.set_page_token(page->next_page_token());
  } while (!all.page_token().empty());
  const auto& records = service_.catalog->Of<v1::LifecycleRecord>();
  v1::ListLifecycleRecordsRequest request;
  request.set_parent("customers/-");
  request.set_filter("to_stage = INTENT");
  request.set_order_by("create_time desc");
  ExpectReadsItsPage<v1::ListLifecycleRecordsResponse>(
      service_.database.get(), records, service_.call(), request, 930, /*reads_per_row=*/2);
}

}  // namespace
}  // namespace guanxi::customer
