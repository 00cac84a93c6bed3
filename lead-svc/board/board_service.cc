#include "lead-svc/board/board_service.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/live_parents.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "lead-svc/board/forecast.h"

namespace guanxi::lead {
namespace {

using v1::Stage;

constexpr int kPage = 1000;
constexpr int kMonths = 12;
constexpr int kFirstYear = 1000;
constexpr int kLastYear = 9999;

// Nothing, with a violation, if it is no year and month.
int MonthAt(absl::string_view path, const google::type::Date& date, Violations* violations) {
  const bool is_month = date.year() >= kFirstYear && date.year() <= kLastYear &&
                        date.month() >= 1 && date.month() <= kMonths && date.day() == 0;
  if (!is_month) violations->Add(path, "want a year and a month, and 0 for the day");
  return date.year() * 100 + date.month();
}

absl::StatusOr<Months> MonthsOf(const v1::ForecastPipelineRequest& request) {
  Months months;
  Violations violations;
  if (request.has_first_month()) {
    months.first = MonthAt("first_month", request.first_month(), &violations);
  }
  if (request.has_last_month()) {
    months.last = MonthAt("last_month", request.last_month(), &violations);
    // Those without a month are in none that is bounded.
    months.first = std::max(months.first, 1);
  }
  if (violations.empty() && months.last < months.first) {
    violations.Add("last_month", "want a month that is not before first_month");
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return months;
}

bool IsBefore(const Stage& a, const Stage& b) {
  return a.order() != b.order() ? a.order() < b.order() : a.name() < b.name();
}

// Deleted stages in which something is, behind the others.
void AddDeleted(const BoardSums& sums, std::vector<Stage>* stages) {
  std::set<std::string> known;
  for (const Stage& stage : *stages) known.insert(stage.name());
  for (const auto& [key, sum] : sums) {
    if (sum.count == 0 || !known.insert(key.stage).second) continue;
    stages->emplace_back().set_name(key.stage);
  }
}

}  // namespace

absl::StatusOr<std::vector<Stage>> BoardServiceImpl::StagesOf(const rpc::Call& call,
                                                              const std::string& pipeline) const {
  v1::ListStagesRequest request;
  request.set_parent(pipeline);
  request.set_page_size(kPage);
  std::vector<Stage> stages;
  do {
    GUANXI_ASSIGN_OR_RETURN(const auto page, stages_.List<v1::ListStagesResponse>(call, request));
    stages.insert(stages.end(), page.stages().begin(), page.stages().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  std::sort(stages.begin(), stages.end(), IsBefore);
  return stages;
}

absl::StatusOr<BoardServiceImpl::Sums> BoardServiceImpl::Read(
    const rpc::Call& call, const std::string& pipeline, const Months& months,
    absl::Span<const absl::string_view> fields) const {
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(pipelines_->type(), pipeline, "pipeline"));
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(opportunities_->type(), call.principal, fields));
  GUANXI_ASSIGN_OR_RETURN(
      const resource::RowScope scope,
      resource::RowScope::Of(*opportunities_, call.principal, resource::Use::kRead,
                             engine_->environment().business_clock()->Now()));
  Sums read;
  const Uuid& tenant = call.principal.tenant;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(resource::CheckLive(tx, pipelines_, tenant, name));
    GUANXI_ASSIGN_OR_RETURN(read.sums, ReadBoardSums(tx, tenant, name.id, scope, months));
    GUANXI_ASSIGN_OR_RETURN(read.outcomes, ReadOutcomes(tx, tenant, name.id));
    return absl::OkStatus();
  }));
  GUANXI_ASSIGN_OR_RETURN(read.stages,
                          StagesOf(call, resource::FormatName(pipelines_->type(), name)));
  AddDeleted(read.sums, &read.stages);
  return read;
}

absl::StatusOr<v1::Board> BoardServiceImpl::ReadBoard(const rpc::Call& call,
                                                      const v1::ReadBoardRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Sums read, Read(call, request.pipeline(), Months(),
                                                {"pipeline", "stage", "state", "amount"}));
  std::map<std::string, std::map<std::string, BoardSum>> sums;  // by stage, by currency
  for (const auto& [key, sum] : read.sums) {
    BoardSum& one = sums[key.stage][key.currency];
    one.count += sum.count;
    one.nanos += sum.nanos;
  }
  v1::Board board;
  for (const Stage& stage : read.stages) {
    v1::BoardStage& made = *board.add_stages();
    made.set_stage(stage.name());
    made.set_display_name(stage.display_name());
    for (const auto& [currency, sum] : sums[stage.name()]) {
      made.set_count(made.count() + sum.count);
      if (currency.empty() || sum.count == 0) continue;
      GUANXI_ASSIGN_OR_RETURN(*made.add_amounts(), SumOf(sum.nanos, currency));
    }
  }
  return board;
}

absl::StatusOr<v1::PipelineForecast> BoardServiceImpl::ForecastPipeline(
    const rpc::Call& call, const v1::ForecastPipelineRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Months months, MonthsOf(request));
  GUANXI_ASSIGN_OR_RETURN(const Sums read,
                          Read(call, request.pipeline(), months,
                               {"pipeline", "stage", "state", "amount", "owner", "close_date"}));
  return Forecast(read.stages, read.sums, read.outcomes);
}

}  // namespace guanxi::lead
