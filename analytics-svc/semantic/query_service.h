// guanxi.analytics.v1.QueryService.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_SERVICE_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_SERVICE_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "analytics-svc/semantic/export_file.h"
#include "analytics-svc/semantic/questioner.h"
#include "guanxi/analytics/v1/query_service.adapter.h"

namespace guanxi::analytics {

// Documented in the proto. Thread-safe. Owns nothing but what it is given by value.
class QueryServiceImpl : public v1::QueryServiceMethods {
 public:
  // How fresh the facts are that the questioner's engine reads.
  using WatermarkOf = std::function<absl::StatusOr<v1::Watermark>(const rpc::Call& call)>;

  QueryServiceImpl(const Questioner* questioner, WatermarkOf watermark_of, ExportTools exports)
      : questioner_(questioner),
        watermark_of_(std::move(watermark_of)),
        exports_(std::move(exports)) {}

  absl::StatusOr<v1::RunQueryResponse> RunQuery(const rpc::Call& call,
                                                const v1::RunQueryRequest& request) override;
  absl::StatusOr<google::api::HttpBody> LoadQuery(const rpc::Call& call,
                                                  const v1::LoadQueryRequest& request) override;
  absl::StatusOr<google::api::HttpBody> LoadQueryText(
      const rpc::Call& call, const v1::LoadQueryTextRequest& request) override;
  absl::StatusOr<google::api::HttpBody> DescribeModel(
      const rpc::Call& call, const v1::DescribeModelRequest& request) override;
  std::unique_ptr<rpc::Sender<google::api::HttpBody>> ExportQuery(
      const rpc::Call& call, const v1::ExportQueryRequest& request) override;

 private:
  absl::StatusOr<google::api::HttpBody> Load(const rpc::Call& call,
                                             const absl::StatusOr<v1::Query>& query) const;

  const Questioner* const questioner_;
  const WatermarkOf watermark_of_;
  const ExportTools exports_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_SERVICE_H_
