#include "analytics-svc/semantic/cube_request.h"

#include <string>

#include "analytics-svc/semantic/cube_filter.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

std::string Read(const std::string& json) {
  const auto query = ReadCubeQuery(json);
  EXPECT_THAT(query, IsOk()) << json;
  return query.ok() ? query->ShortDebugString() : "";
}

std::string Fault(const absl::StatusOr<v1::Query>& query) {
  if (query.ok()) return "none";
  const auto violations = FieldViolations(query.status());
  return violations.empty() ? "?" : violations[0].path;
}

TEST(CubeRequestTest, ReadsWhatClientsSend) {
  v1::Query wanted;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(measures: "orders.count"
         dimensions: "customers.region"
         time_dimensions {
           dimension: "orders.order_date" granularity: "month"
           date_range {from: "2026-01-01" to: "2026-06-30"}
         }
         filters {any_of {member: "orders.state" operator: EQUALS values: "PLACED"}
                  any_of {member: "orders.count" operator: GT values: "5"}}
         order {member: "orders.count" descending: true} order {member: "customers.region"}
         limit: 50000 offset: 2 total: true time_zone: "Asia/Shanghai")",
      &wanted));
  EXPECT_EQ(Read(R"({"measures":["orders.count"],"dimensions":["customers.region"],
      "timeDimensions":[{"dimension":"orders.order_date","granularity":"month",
                         "dateRange":["2026-01-01","2026-06-30"]}],
      "filters":[{"or":[{"member":"orders.state","operator":"equals","values":["PLACED"]},
                        {"dimension":"orders.count","operator":"gt","values":[5]}]}],
      "order":{"orders.count":"desc","customers.region":"asc"},
      "limit":null,"offset":2,"total":true,"timezone":"Asia/Shanghai","segments":[],
      "renewQuery":true,"ungrouped":false,"responseFormat":"default"})"),
            wanted.ShortDebugString());
}

TEST(CubeRequestTest, OrderOfTheOrderIsKept) {
  EXPECT_EQ(Read(R"({"order":{"z.z":"asc","a.a":"desc","m.m":"asc"}})"),
            Read(R"({"order":[["z.z","asc"],["a.a","desc"],["m.m","asc"],["n.n","none"]]})"));
}

TEST(CubeRequestTest, RangesComeInAllTheirForms) {
  EXPECT_EQ(Read(R"({"timeDimensions":[{"dimension":"a.b","dateRange":"last month"}]})"),
            R"(time_dimensions { dimension: "a.b" date_range { relative: "last month" } })");
  EXPECT_EQ(Read(R"({"timeDimensions":[{"dimension":"a.b","dateRange":["2026-01-01"]}]})"),
            Read(R"({"timeDimensions":[{"dimension":"a.b","dateRange":"2026-01-01"}]})"));
  EXPECT_EQ(Read(R"({"timeDimensions":[{"dimension":"a.b","granularity":null,
                     "compareDateRange":["this year",["2025-01-01","2025-12-31"]]}]})"),
            "time_dimensions { dimension: \"a.b\" compare_date_ranges { relative: \"this year\" } "
            "compare_date_ranges { from: \"2025-01-01\" to: \"2025-12-31\" } }");
}

TEST(CubeRequestTest, HalfUnderstoodIsRefused) {
  EXPECT_EQ(Fault(ReadCubeQuery("[]")), "query");
  EXPECT_EQ(Fault(ReadCubeQuery("{")), "query");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"measures":[],"measures":[]})")), "query");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"joinHints":[]})")), "query.joinHints");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"segments":["a.b"]})")), "query.segments");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"ungrouped":true})")), "query.ungrouped");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"measures":"a.b"})")), "query.measures");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"measures":[1]})")), "query.measures[0]");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"limit":"5"})")), "query.limit");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"limit":0})")), "query.limit");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"limit":1e300})")), "query.limit");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"order":{"a.b":"up"}})")), "query.order");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"filters":[{"member":"a.b","operator":"is"}]})")),
            "query.filters[0].operator");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"filters":[{"or":[]}]})")), "query.filters[0].or");
  EXPECT_EQ(Fault(ReadCubeQuery(R"({"timeDimensions":[{"dateRange":[]}]})")),
            "query.timeDimensions[0].dateRange");
  EXPECT_EQ(Fault(ReadCubeQuery(std::string(70'000, ' '))), "query");
}

TEST(CubeRequestTest, BodyHasAQuery) {
  EXPECT_THAT(ReadCubeBody(R"({"query":{"measures":["a.b"]},"queryType":"multi"})"), IsOk());
  EXPECT_EQ(Fault(ReadCubeBody("{}")), "query");
  EXPECT_EQ(Fault(ReadCubeBody(R"({"query":[{}]})")), "query");
  EXPECT_EQ(Fault(ReadCubeBody(R"({"query":{},"other":1})")), "other");
}

TEST(CubeRequestTest, PathsAreOfCubesForm) {
  const absl::Status status =
      UnderCubePath(InvalidField("time_dimensions[0].date_range", "want days"));
  EXPECT_EQ(FieldViolations(status)[0].path, "query.timeDimensions[0].dateRange");
  EXPECT_EQ(UnderCubePath(absl::InternalError("x")), absl::InternalError("x"));
}

TEST(CubeRequestTest, FiltersGoBack) {
  const auto query = ReadCubeQuery(
      R"({"filters":[{"and":[{"member":"a.b","operator":"notSet"},
                             {"or":[{"member":"c.d","operator":"under","values":["x"]}]}]}]})");
  ASSERT_THAT(query, IsOk());
  v1::QueryFilter again;
  EXPECT_THAT(ReadCubeFilter(CubeFilter(query->filters(0)), "f", &again), IsOk());
  EXPECT_EQ(again.ShortDebugString(), query->filters(0).ShortDebugString());
}

}  // namespace
}  // namespace guanxi::analytics
