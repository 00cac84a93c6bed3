#include "analytics-svc/semantic/query_service.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/cube_answer.h"
#include "analytics-svc/semantic/cube_meta.h"
#include "analytics-svc/semantic/cube_request.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

google::api::HttpBody JsonBody(std::string json) {
  google::api::HttpBody body;
  body.set_content_type("application/json");
  body.set_data(std::move(json));
  return body;
}

absl::Time AsOf(const v1::Watermark& watermark) {
  if (!watermark.has_data_as_of()) return absl::InfinitePast();
  return absl::FromUnixSeconds(watermark.data_as_of().seconds()) +
         absl::Nanoseconds(watermark.data_as_of().nanos());
}

}  // namespace

absl::StatusOr<v1::RunQueryResponse> QueryServiceImpl::RunQuery(
    const rpc::Call& call, const v1::RunQueryRequest& request) {
  if (!request.has_query()) return InvalidField("query", "is required");
  // Asked before the facts are read: what they know is at least as new.
  v1::RunQueryResponse response;
  GUANXI_ASSIGN_OR_RETURN(*response.mutable_watermark(), watermark_of_(call));
  const auto answers = questioner_->Ask(call, request.query());
  if (!answers.ok()) return UnderPath("query", answers.status());
  for (const Answered& answered : *answers) {
    v1::QueryResult& result = *response.add_results();
    result = ReadAnswer(answered.compiled, answered.result, request.query().language());
    if (answered.total) result.set_total(*answered.total);
  }
  response.set_currency(questioner_->CurrencyOf(call));
  return response;
}

absl::StatusOr<google::api::HttpBody> QueryServiceImpl::Load(
    const rpc::Call& call, const absl::StatusOr<v1::Query>& query) const {
  if (!query.ok()) return query.status();
  GUANXI_ASSIGN_OR_RETURN(const v1::Watermark watermark, watermark_of_(call));
  const auto answers = questioner_->Ask(call, *query);
  if (!answers.ok()) return UnderCubePath(answers.status());
  return JsonBody(CubeAnswer(*query, *answers, AsOf(watermark)));
}

absl::StatusOr<google::api::HttpBody> QueryServiceImpl::LoadQuery(
    const rpc::Call& call, const v1::LoadQueryRequest& request) {
  return Load(call, ReadCubeBody(request.request().data()));
}

absl::StatusOr<google::api::HttpBody> QueryServiceImpl::LoadQueryText(
    const rpc::Call& call, const v1::LoadQueryTextRequest& request) {
  return Load(call, ReadCubeQuery(request.query()));
}

absl::StatusOr<google::api::HttpBody> QueryServiceImpl::DescribeModel(
    const rpc::Call& call, const v1::DescribeModelRequest& request) {
  if (!request.language().empty() && request.language() != "en" && request.language() != "zh") {
    return InvalidField("language", "want en or zh");
  }
  if (request.only_views()) return JsonBody(R"({"cubes":[]})");
  GUANXI_ASSIGN_OR_RETURN(const QueryContext context,
                          questioner_->ContextOf(call, /*custom=*/true));
  return JsonBody(CubeMeta(context, request.language()));
}

std::unique_ptr<rpc::Sender<google::api::HttpBody>> QueryServiceImpl::ExportQuery(
    const rpc::Call& call, const v1::ExportQueryRequest& request) {
  return SendExport(exports_, questioner_, call, request);
}

}  // namespace guanxi::analytics
