#include "analytics-svc/semantic/query_service.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/facts_testing.h"
#include "common/crypto/key_ring.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/testing/fake_clock.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace guanxi::analytics {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Json = nlohmann::json;

class QueryServiceTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = new FactsWorld; }
  static void TearDownTestSuite() { delete world_; }

  QueryServiceTest() {
    call_.principal.tenant = kTenantA;
    call_.principal.rights = policy::AllRights();
    const std::string key_file = absl::StrCat("1 ", std::string(64, 'a'));
    environment_ = resource::Environment::Create(&clock_, crypto::KeyRing::Parse(key_file).value(),
                                                 std::string(32, 'k'))
                       .value();
    questioner_ = std::make_unique<Questioner>(
        world_->duck(), environment_.get(),
        [](const rpc::Call&) { return std::vector<DepartmentNode>(); });
    service_ = std::make_unique<QueryServiceImpl>(
        questioner_.get(), [this](const rpc::Call&) { return watermark_; },
        ExportTools{world_->duck(), folder(), &ids_, recorder()});
    watermark_.mutable_data_as_of()->set_seconds(1'780'000'000);
  }

  static std::string folder() { return world_->exports(); }
  // Takes down who was given a file, unless it cannot.
  std::function<absl::Status(const rpc::Call&)> recorder() {
    return [this](const rpc::Call& call) {
      if (recording_.ok()) given_.push_back(call.principal.subject);
      return recording_;
    };
  }

  Json Load(const std::string& body) {
    v1::LoadQueryRequest request;
    request.mutable_request()->set_data(body);
    const auto answer = service_->LoadQuery(call_, request);
    EXPECT_THAT(answer, IsOk()) << body;
    return answer.ok() ? Json::parse(answer->data()) : Json();
  }

  // All pieces of a file; empty after an error.
  std::string Export(const v1::ExportQueryRequest& request, std::string* content_type) {
    const auto sender = service_->ExportQuery(call_, request);
    std::string whole;
    while (true) {
      const auto sent = sender->Next();
      if (!sent.ok()) return "";
      if (content_type->empty()) *content_type = sent->message->content_type();
      whole += sent->message->data();
      if (sent->ends) return whole;
    }
  }

  static FactsWorld* world_;
  FakeClock clock_{absl::FromUnixSeconds(1'781'000'000)};
  UuidSource ids_{&clock_};
  rpc::Call call_;
  v1::Watermark watermark_;
  std::unique_ptr<resource::Environment> environment_;
  std::unique_ptr<Questioner> questioner_;
  std::unique_ptr<QueryServiceImpl> service_;
  absl::Status recording_;
  std::vector<std::string> given_;
};

FactsWorld* QueryServiceTest::world_ = nullptr;

TEST_F(QueryServiceTest, AnswersWithColumnsRowsAndTheirAge) {
  v1::RunQueryRequest request;
  request.mutable_query()->add_measures("opportunities.count");
  request.mutable_query()->add_dimensions("opportunities.state");
  request.mutable_query()->set_total(true);
  request.mutable_query()->set_limit(1);
  request.mutable_query()->set_language("zh");
  const auto answer = service_->RunQuery(call_, request);
  ASSERT_THAT(answer, IsOk());
  ASSERT_EQ(answer->results_size(), 1);
  const v1::QueryResult& result = answer->results(0);
  EXPECT_EQ(result.columns(0).title(), "状态");
  EXPECT_EQ(result.columns(1).unit(), v1::QueryColumn::COUNT);
  EXPECT_EQ(result.rows_size(), 1);
  EXPECT_EQ(result.total(), 4) << "three states, and none";
  EXPECT_EQ(answer->watermark().data_as_of().seconds(), 1'780'000'000);
  EXPECT_EQ(answer->currency(), "CNY");
}

TEST_F(QueryServiceTest, NamesFieldsUnderTheRequest) {
  v1::RunQueryRequest request;
  EXPECT_THAT(service_->RunQuery(call_, request), HasReason("INVALID_FIELD"));
  request.mutable_query()->add_measures("nothing.count");
  const auto refused = service_->RunQuery(call_, request);
  ASSERT_THAT(refused, HasReason("INVALID_FIELD"));
  EXPECT_EQ(FieldViolations(refused.status())[0].path, "query.measures[0]");
}

TEST_F(QueryServiceTest, CubesFormHasWhatItsClientsLookUp) {
  const Json answer = Load(
      R"({"query":{"measures":["orders.count"],"timeDimensions":[{"dimension":
          "orders.order_date","granularity":"year","dateRange":["2025-01-01","2026-12-31"]}]}})");
  EXPECT_EQ(answer["queryType"], "regularQuery");
  const Json& result = answer["results"][0];
  EXPECT_EQ(result["data"][0]["orders.order_date"], "2025-01-01T00:00:00.000");
  EXPECT_EQ(result["data"][0]["orders.order_date.year"], "2025-01-01T00:00:00.000");
  EXPECT_TRUE(result["data"][0]["orders.count"].is_string());
  EXPECT_EQ(result["annotation"]["measures"]["orders.count"]["type"], "number");
  EXPECT_EQ(result["query"]["timeDimensions"][0]["dateRange"][1], "2026-12-31T23:59:59.999");
  EXPECT_THAT(result["lastRefreshTime"].get<std::string>(), StartsWith("2026-"));
  EXPECT_EQ(answer["pivotQuery"]["measures"][0], "orders.count");
}

TEST_F(QueryServiceTest, TextAndBodyAnswerAlike) {
  v1::LoadQueryTextRequest request;
  request.set_query(R"({"measures":["orders.amount"],"dimensions":["orders.state"]})");
  const auto by_text = service_->LoadQueryText(call_, request);
  ASSERT_THAT(by_text, IsOk());
  EXPECT_EQ(by_text->content_type(), "application/json");
  EXPECT_EQ(Json::parse(by_text->data()), Load(R"({"query":)" + request.query() + "}"));
}

TEST_F(QueryServiceTest, ModelHasTheCompanysOwnFields) {
  const auto answer = service_->DescribeModel(call_, {});
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->data(), HasSubstr("\"customers.custom_field0\""));
  EXPECT_THAT(answer->data(), HasSubstr("\"customers.by_city\""));
  v1::DescribeModelRequest request;
  request.set_language("fr");
  EXPECT_THAT(service_->DescribeModel(call_, request), HasReason("INVALID_FIELD"));
}

TEST_F(QueryServiceTest, FilesHaveTheAnswersRows) {
  v1::ExportQueryRequest request;
  request.mutable_query()->add_measures("orders.count");
  request.mutable_query()->add_dimensions("orders.owner");
  auto& time = *request.mutable_query()->add_time_dimensions();
  time.set_dimension("orders.order_date");
  time.set_granularity("month");
  std::string type;
  const std::string csv = Export(request, &type);
  EXPECT_EQ(type, "text/csv; charset=utf-8");
  EXPECT_THAT(csv, StartsWith("\xEF\xBB\xBForders.owner,orders.order_date.month,orders.count\n"));
  EXPECT_THAT(csv, HasSubstr(absl::StrCat("users/", IdOf("user", 1).ToString(), ",2025-")));
  request.set_file_kind(v1::ExportQueryRequest::PARQUET);
  type.clear();
  EXPECT_THAT(Export(request, &type), StartsWith("PAR1"));
  EXPECT_TRUE(std::filesystem::is_empty(folder())) << "sent files are gone";
}

TEST_F(QueryServiceTest, FilesAreWholeAndRunNothing) {
  v1::ExportQueryRequest request;
  request.mutable_query()->add_measures("customers.count");
  request.mutable_query()->add_dimensions("customers.region");
  QueryServiceImpl small(
      questioner_.get(), [this](const rpc::Call&) { return watermark_; },
      ExportTools{world_->duck(), folder(), &ids_, recorder(), /*most_rows=*/1});
  EXPECT_THAT(small.ExportQuery(call_, request)->Next(), HasReason("RESULT_TOO_LARGE"));
  call_.principal.tenant = IdOf("tenant", 9);
  const std::string sql =
      "INSERT INTO fact_customer (tenant_id, id, live, region) VALUES (?, ?, 1, '=1+1')";
  const std::vector<SqlValue> values = {call_.principal.tenant, IdOf("fact_customer", 91)};
  ASSERT_THAT(world_->duck()->Write(
                  [&](DuckWriter& writer) { return writer.Execute(sql, values).status(); }),
              IsOk());
  std::string type;
  EXPECT_THAT(Export(request, &type), HasSubstr("\n'=1+1,1\n"));
}

TEST_F(QueryServiceTest, NoFileLeavesThatIsNotOnRecord) {
  call_.principal.subject = "users/0196b0a0-0000-7000-8000-000000000001";
  v1::ExportQueryRequest request;
  request.mutable_query()->add_measures("nothing.count");
  EXPECT_THAT(service_->ExportQuery(call_, request)->Next(), HasReason("INVALID_FIELD"));
  EXPECT_THAT(given_, testing::IsEmpty()) << "nothing was given";
  request.mutable_query()->set_measures(0, "orders.count");
  std::string type;
  EXPECT_THAT(Export(request, &type), HasSubstr("orders.count"));
  EXPECT_THAT(given_, testing::ElementsAre(call_.principal.subject));
  recording_ = absl::UnavailableError("no database");
  EXPECT_EQ(service_->ExportQuery(call_, request)->Next().status(), recording_);
  EXPECT_TRUE(std::filesystem::is_empty(folder())) << "what was not sent is gone, too";
}

TEST_F(QueryServiceTest, FilesAreOfOneAnswer) {
  v1::ExportQueryRequest request;
  EXPECT_THAT(service_->ExportQuery(call_, request)->Next(), HasReason("INVALID_FIELD"));
  request.mutable_query()->add_measures("orders.count");
  request.mutable_query()->set_total(true);
  EXPECT_THAT(service_->ExportQuery(call_, request)->Next(), HasReason("INVALID_FIELD"));
  request.mutable_query()->set_total(false);
  QueryServiceImpl without(
      questioner_.get(), [this](const rpc::Call&) { return watermark_; }, ExportTools());
  EXPECT_THAT(without.ExportQuery(call_, request)->Next(), HasReason("EXPORT_NOT_AVAILABLE"));
}

}  // namespace
}  // namespace guanxi::analytics
