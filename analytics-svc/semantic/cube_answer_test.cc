#include "analytics-svc/semantic/cube_answer.h"

#include <string>
#include <utility>
#include <vector>

#include "analytics-svc/semantic/query_compiler.h"
#include "common/policy/rights.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace guanxi::analytics {
namespace {

using Json = nlohmann::json;

// The answer without rows.
Json AnswerTo(const std::string& text) {
  v1::Query query;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &query)) << text;
  QueryContext context;
  context.principal.tenant = DeriveUuid("tenant", "1");
  context.principal.rights = policy::AllRights();
  context.now = absl::FromCivil(absl::CivilDay(2026, 6, 15), absl::UTCTimeZone());
  auto compiled = CompileQuery(query, context);
  EXPECT_THAT(compiled, IsOk());
  std::vector<Answered> answers;
  for (CompiledQuery& one : *compiled) {
    Answered& answered = answers.emplace_back();
    answered.compiled = std::move(one);
  }
  return Json::parse(CubeAnswer(query, answers, absl::InfinitePast()));
}

TEST(CubeAnswerTest, ARangeStandsWithTheTimeThatItBounds) {
  const Json answer = AnswerTo(
      "measures: 'leads.count' time_dimensions {dimension: 'leads.state_time'} time_dimensions "
      "{dimension: 'leads.create_time' date_range {from: '2026-05-01'}}");
  const Json& times = answer["results"][0]["query"]["timeDimensions"];
  EXPECT_FALSE(times[0].contains("dateRange"));
  EXPECT_EQ(times[1]["dateRange"][0], "2026-05-01T00:00:00.000");
}

TEST(CubeAnswerTest, ComparedRangesStandWithTheTimeThatIsCompared) {
  const Json answer = AnswerTo(
      "measures: 'leads.count' time_dimensions {dimension: 'leads.state_time' date_range {from: "
      "'2020-01-01' to: '2026-12-31'}} time_dimensions {dimension: 'leads.create_time' "
      "compare_date_ranges {from: '2026-05-01'} compare_date_ranges {from: '2025-05-01'}}");
  EXPECT_EQ(answer["queryType"], "compareDateRangeQuery");
  const Json& times = answer["results"][1]["query"]["timeDimensions"];
  EXPECT_FALSE(times[0].contains("dateRange"));
  EXPECT_EQ(times[1]["dateRange"][0], "2025-05-01T00:00:00.000");
}

}  // namespace
}  // namespace guanxi::analytics
