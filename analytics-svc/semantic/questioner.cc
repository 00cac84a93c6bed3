#include "analytics-svc/semantic/questioner.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "analytics-svc/semantic/custom_field_facts.h"
#include "analytics-svc/semantic/query_compiler.h"
#include "common/base/status_macros.h"
#include "common/filter/moment.h"

namespace guanxi::analytics {
namespace {

bool IsCustom(const std::string& member) { return absl::StrContains(member, ".custom_"); }

bool NamesCustom(const v1::QueryFilter& filter) {
  return IsCustom(filter.member()) ||
         std::any_of(filter.all_of().begin(), filter.all_of().end(), NamesCustom) ||
         std::any_of(filter.any_of().begin(), filter.any_of().end(), NamesCustom);
}

// Whether it is about one of the company's own fields.
bool NamesCustom(const v1::Query& query) {
  const auto& times = query.time_dimensions();
  return std::any_of(query.dimensions().begin(), query.dimensions().end(), IsCustom) ||
         std::any_of(times.begin(), times.end(),
                     [](const auto& one) { return IsCustom(one.dimension()); }) ||
         std::any_of(query.filters().begin(), query.filters().end(),
                     [](const auto& one) { return NamesCustom(one); });
}

}  // namespace

std::string Questioner::CurrencyOf(const rpc::Call& call) const {
  return environment_->MomentOf(call.principal.tenant).currency;
}

absl::StatusOr<QueryContext> Questioner::ContextOf(const rpc::Call& call, bool custom) const {
  const filter::Moment moment = environment_->MomentOf(call.principal.tenant);
  QueryContext context;
  context.principal = call.principal;
  context.now = moment.now;
  context.zone = moment.zone;
  context.currency = moment.currency;
  context.has_rollups = has_rollups_;
  GUANXI_ASSIGN_OR_RETURN(context.departments, departments_of_(call));
  if (custom) {
    GUANXI_ASSIGN_OR_RETURN(context.custom_fields,
                            ReadCustomFields(engine_, call.principal.tenant, {call.deadline}));
  }
  return context;
}

absl::StatusOr<std::vector<CompiledQuery>> Questioner::Compile(const rpc::Call& call,
                                                               const v1::Query& query,
                                                               int default_rows,
                                                               int most_rows) const {
  // What costs nothing to see is said before anything is read.
  GUANXI_RETURN_IF_ERROR(CheckQuery(query, most_rows));
  GUANXI_ASSIGN_OR_RETURN(const QueryContext context, ContextOf(call, NamesCustom(query)));
  return CompileQuery(query, context, default_rows, most_rows);
}

absl::StatusOr<std::vector<Answered>> Questioner::Ask(const rpc::Call& call,
                                                      const v1::Query& query) const {
  GUANXI_ASSIGN_OR_RETURN(std::vector<CompiledQuery> compiled, Compile(call, query));
  std::vector<Answered> answers;
  for (CompiledQuery& one : compiled) {
    Answered answered;
    const SqlLimits limits{call.deadline, one.limit};
    GUANXI_ASSIGN_OR_RETURN(answered.result, engine_->Run(one.query, limits));
    if (one.total) {
      GUANXI_ASSIGN_OR_RETURN(const SqlResult total, engine_->Run(*one.total, limits));
      answered.total = total.rows() == 0 ? 0 : total.Int64(0, 0);
    }
    answered.compiled = std::move(one);
    answers.push_back(std::move(answered));
  }
  return answers;
}

}  // namespace guanxi::analytics
