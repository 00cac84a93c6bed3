// Every declared list path of what is sold, on a real MariaDB.
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/resource/list_path_testing.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "guanxi/lead/v1/pipeline_service.pb.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {
namespace {

using ListPathTest = resource::ListPathFixture<TestService>;

TEST_F(ListPathTest, Opportunities) {
  const std::string pipeline = service_.CreatePipeline();
  const std::string stage = service_.CreateStage(pipeline, "需求确认", 10);
  const std::string other = service_.CreateStage(service_.CreatePipeline(), "需求确认", 10);
  const std::string customer = service_.CreateCustomer();
  const std::string owner = absl::StrCat("users/", DeriveUuid("user", "o").ToString());
  const std::string department = absl::StrCat("departments/", DeriveUuid("d", "o").ToString());
  const resource::Methods& opportunities = service_.catalog->Of<v1::Opportunity>();
  NameGenerator names(7);
  for (int batch = 0; batch < 15; ++batch) {
    v1::BatchCreateOpportunitiesRequest request;
    for (int i = 0; i < 200; ++i) {
      v1::Opportunity& one = *request.add_requests()->mutable_opportunity();
      one.set_display_name(names.Company());
      one.set_stage(i % 3 == 0 ? other : stage);
      one.mutable_close_date()->set_year(2027);
      one.mutable_close_date()->set_month(1 + batch % 12);
      one.mutable_close_date()->set_day(1 + i % 28);
      if (i % 2 == 0) one.set_customer(customer);
      if (i % 2 == 0) one.set_owner(owner);
      if (i % 2 == 1) one.set_department(department);
      if (i % 2 == 1) one.add_tags("重点");
    }
    ASSERT_THAT(
        opportunities.BatchCreate<v1::BatchCreateOpportunitiesResponse>(service_.call(), request),
        IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const struct {
    std::string filter;
    const char* order_by;
    int reads_per_row = 1;
  } lists[] = {{"", "create_time"},
               {"", "update_time desc"},
               {"", "close_date"},
               {"", "display_name"},
               {Equal("owner", owner), "close_date desc"},
               {"tags:\"重点\"", "name", 2},  // its row, and the opportunity's
               {Equal("customer", customer), "update_time"},
               {Equal("pipeline", pipeline), "update_time desc"},
               {Equal("stage", stage), "update_time"},
               {Equal("owner", owner), "update_time"},
               {Equal("department", department), "update_time desc"},
               {Equal("owner", owner), "create_time desc"},
               {Equal("department", department), "create_time"},
               {"state = OPEN", "update_time"}};
  EXPECT_EQ(std::size(lists), PathsOf(service_.resources->opportunities));
  for (const auto& list : lists) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(list.filter);
    request.set_order_by(list.order_by);
    ExpectReadsItsPage<v1::ListOpportunitiesResponse>(opportunities, request, list.reads_per_row);
  }
}

TEST_F(ListPathTest, Pipelines) {
  const resource::Methods& pipelines = service_.catalog->Of<v1::Pipeline>();
  NameGenerator names(8);
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreatePipelinesRequest request;
    for (int i = 0; i < 200; ++i) {
      request.add_requests()->mutable_pipeline()->set_display_name(names.Person());
    }
    ASSERT_THAT(pipelines.BatchCreate<v1::BatchCreatePipelinesResponse>(service_.call(), request),
                IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const char* const orders[] = {"create_time desc", "display_name"};
  EXPECT_EQ(std::size(orders), PathsOf(service_.resources->pipelines));
  for (const char* order_by : orders) {
    v1::ListPipelinesRequest request;
    request.set_order_by(order_by);
    ExpectReadsItsPage<v1::ListPipelinesResponse>(pipelines, request);
  }
}

TEST_F(ListPathTest, Stages) {
  const resource::Methods& stages = service_.catalog->Of<v1::Stage>();
  const std::string pipeline = service_.CreatePipeline();
  NameGenerator names(9);
  for (int batch = 0; batch < 10; ++batch) {
    v1::BatchCreateStagesRequest request;
    request.set_parent(pipeline);
    for (int i = 0; i < 200; ++i) {
      v1::Stage& stage = *request.add_requests()->mutable_stage();
      stage.set_display_name(names.Person());
      stage.set_order(1 + i);
    }
    ASSERT_THAT(stages.BatchCreate<v1::BatchCreateStagesResponse>(service_.call(), request),
                IsOk());
    service_.clock.Advance(absl::Milliseconds(7));
  }
  const char* const orders[] = {"create_time desc", "display_name"};
  EXPECT_EQ(std::size(orders), PathsOf(service_.resources->stages));
  for (const char* order_by : orders) {
    v1::ListStagesRequest request;
    request.set_parent(pipeline);
    request.set_order_by(order_by);
    ExpectReadsItsPage<v1::ListStagesResponse>(stages, request);
  }
}

}  // namespace
}  // namespace guanxi::lead
