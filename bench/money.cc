// Money in a schema of its own: how long what is overdue takes to be listed over a million plans,
// and a board over a hundred thousand opportunities to be read.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "bench/figure.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/db/migrator.h"
#include "common/flags/service_flags.h"
#include "common/policy/rights.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/rpc/call.h"
#include "common/rpc/server_main.h"
#include "guanxi/lead/v1/pipeline_service.pb.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "lead-svc/board/board_service.h"
#include "lead-svc/contracts/payment_plan_service.h"
#include "lead-svc/resources.h"

ABSL_FLAG(int, plans, 1'000'000, "payment plans, 100 of each contract");
ABSL_FLAG(int, opportunities, 100'000, "open opportunities of one pipeline");
ABSL_FLAG(int, calls, 1000, "calls of each kind that are timed");

namespace guanxi::bench {
namespace {

constexpr int kPlansEach = 100;
constexpr int kBatch = 2000;
constexpr int kStages = 6;
constexpr int kOwners = 50;
constexpr double kGoalMillis = 20;

const db::InsertQuery kInsertContract{
    "bench.insert_contract",
    "INSERT INTO contracts (tenant_id, id, version, live, display_name, display_name_sort, number, "
    "type, state, create_time, update_time, body, personal) VALUES "};
const db::InsertQuery kInsertPlan{
    "bench.insert_plan",
    "INSERT INTO payment_plans (tenant_id, id, parent_id, version, live, due_date, state, "
    "outstanding, open_amount, open_amount_currency, customer_id, create_time, body, personal) "
    "VALUES "};
// What writes of so many opportunities leave.
const db::InsertQuery kInsertCell{
    "bench.insert_cell",
    "INSERT INTO board_cells (tenant_id, pipeline_id, stage, owner_id, department_id, close_month, "
    "currency, opportunity_count, amount) VALUES ",
    " ON DUPLICATE KEY UPDATE opportunity_count = opportunity_count + VALUES(opportunity_count), "
    "amount = amount + VALUES(amount)"};

using Row = std::vector<db::Value>;

absl::Status InsertAll(db::Database* database, const db::InsertQuery& query,
                       const std::vector<Row>& rows) {
  return database->ReadWrite(
      {db::Lane::kJob}, [&](db::Transaction& tx) { return tx.InsertRows(query, rows).status(); });
}

Uuid Numbered(const char* kind, int i) { return DeriveUuid(kind, absl::StrCat(i)); }

// Plans of every day of two years around today, of which nine in ten are paid.
absl::Status FillPlans(db::Database* database, const Uuid& tenant, int count) {
  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  lead::v1::PaymentPlan plan;
  plan.set_display_name("首付款");
  plan.mutable_amount()->set_currency_code("CNY");
  plan.mutable_amount()->set_units(1000);
  const std::string body = plan.SerializeAsString();
  std::vector<Row> contracts, plans;
  for (int i = 0; i < count; ++i) {
    const Uuid contract = Numbered("contract", i / kPlansEach);
    if (i % kPlansEach == 0) {
      contracts.push_back({tenant.bytes(), contract.bytes(), 1, true, "框架", "k",
                           absl::StrCat(i / kPlansEach), 1, 2, absl::Now(), absl::Now(), "", ""});
    }
    const bool is_outstanding = i % 10 == 0;
    plans.push_back({tenant.bytes(), Numbered("plan", i).bytes(), contract.bytes(), 1, true,
                     absl::FormatCivilTime(today - 365 + i % 730), is_outstanding ? 1 : 3,
                     is_outstanding, db::Value::Decimal(is_outstanding ? "1000" : "0"), "CNY",
                     Numbered("customer", i / kPlansEach).bytes(), absl::Now(), body, ""});
    if (plans.size() < kBatch && i + 1 < count) continue;
    GUANXI_RETURN_IF_ERROR(InsertAll(database, kInsertContract, contracts));
    GUANXI_RETURN_IF_ERROR(InsertAll(database, kInsertPlan, plans));
    contracts.clear();
    plans.clear();
  }
  return absl::OkStatus();
}

struct Stack {
  const resource::Engine* engine;
  const lead::Resources* resources;
  const resource::Catalog* catalog;
  rpc::Call call;
};

// A pipeline with stages, and in its cells what so many opportunities of many owners and months
// leave; its name.
absl::StatusOr<std::string> FillBoard(db::Database* database, const Stack& stack, int count) {
  lead::v1::CreatePipelineRequest pipeline;
  pipeline.mutable_pipeline()->set_display_name("新客户");
  GUANXI_ASSIGN_OR_RETURN(
      const auto made,
      stack.catalog->Of<lead::v1::Pipeline>().Create<lead::v1::Pipeline>(stack.call, pipeline));
  GUANXI_ASSIGN_OR_RETURN(const auto name, resource::ParseName(stack.resources->pipelines->type(),
                                                               made.name(), "pipeline"));
  std::vector<std::string> stages;
  for (int i = 0; i < kStages; ++i) {
    lead::v1::CreateStageRequest stage;
    stage.set_parent(made.name());
    stage.mutable_stage()->set_display_name(absl::StrCat("阶段", i));
    stage.mutable_stage()->set_order(i + 1);
    GUANXI_ASSIGN_OR_RETURN(
        const auto one,
        stack.catalog->Of<lead::v1::Stage>().Create<lead::v1::Stage>(stack.call, stage));
    stages.push_back(one.name());
  }
  std::vector<Row> rows;
  for (int i = 0; i < count; ++i) {
    const int owner = i % kOwners;
    rows.push_back({stack.call.principal.tenant.bytes(), name.id.bytes(),
                    stages[i / kOwners % kStages], Numbered("user", owner).bytes(),
                    Numbered("department", owner / 10).bytes(), 202701 + i / 7 % 12, "CNY", 1,
                    db::Value::Decimal("12345.67")});
    if (rows.size() < kBatch && i + 1 < count) continue;
    GUANXI_RETURN_IF_ERROR(InsertAll(database, kInsertCell, rows));
    rows.clear();
  }
  return made.name();
}

// p99 of calls one after the other, in milliseconds. `call` is an absl::Status().
template <typename Call>
absl::StatusOr<double> P99(Call call) {
  std::vector<double> millis;
  for (int i = 0; i < absl::GetFlag(FLAGS_calls); ++i) {
    const absl::Time begin = absl::Now();
    GUANXI_RETURN_IF_ERROR(call());
    millis.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  return Percentile(millis, 0.99);
}

absl::Status Measure(db::Database* database, const Stack& stack) {
  const int plans = absl::GetFlag(FLAGS_plans);
  GUANXI_RETURN_IF_ERROR(FillPlans(database, stack.call.principal.tenant, plans));
  lead::PaymentPlanServiceImpl plan_methods(stack.engine, &stack.resources->money);
  lead::v1::ListOverduePaymentPlansRequest overdue;
  overdue.set_parent("contracts/-");
  GUANXI_ASSIGN_OR_RETURN(
      const double listed,
      P99([&] { return plan_methods.ListOverduePaymentPlans(stack.call, overdue).status(); }));
  Print({absl::StrCat("overdue of ", plans, " plans, p99"), listed, kGoalMillis, "ms", 1,
         /*less_is_better=*/true});
  const int opportunities = absl::GetFlag(FLAGS_opportunities);
  lead::v1::ReadBoardRequest board;
  GUANXI_ASSIGN_OR_RETURN(*board.mutable_pipeline(), FillBoard(database, stack, opportunities));
  lead::BoardServiceImpl board_methods(stack.engine, stack.resources->pipelines.get(),
                                       stack.resources->stages.get(),
                                       stack.resources->opportunities.get());
  GUANXI_ASSIGN_OR_RETURN(const double read,
                          P99([&] { return board_methods.ReadBoard(stack.call, board).status(); }));
  Print({absl::StrCat("board of ", opportunities, " opportunities, p99"), read, kGoalMillis, "ms",
         1, /*less_is_better=*/true});
  return absl::OkStatus();
}

absl::StatusOr<int> Run() {
  GUANXI_ASSIGN_OR_RETURN(const ServiceFlags flags, ReadServiceFlags("lead-svc/schema"));
  if (flags.migrate) {
    GUANXI_RETURN_IF_ERROR(db::MigrateUp(flags.database.server, flags.schema_dir));
    return 0;
  }
  GUANXI_ASSIGN_OR_RETURN(const auto database, db::Database::Create(flags.database));
  GUANXI_ASSIGN_OR_RETURN(const auto keys,
                          crypto::KeyRing::Parse(absl::StrCat("1 ", std::string(64, 'a'))));
  GUANXI_ASSIGN_OR_RETURN(const auto environment,
                          resource::Environment::Create(SystemClock(), keys, std::string(32, 'k')));
  const resource::Engine engine(database.get(), environment.get());
  // Nothing is written that names a customer.
  GUANXI_ASSIGN_OR_RETURN(const auto resources, lead::Resources::Create(/*customers=*/nullptr));
  GUANXI_ASSIGN_OR_RETURN(const auto catalog, resource::Catalog::Create(&engine, resources->all()));
  UuidSource ids;
  Stack stack{&engine, resources.get(), catalog.get(), rpc::Call()};
  stack.call.principal.tenant = ids.Next();
  stack.call.principal.subject = absl::StrCat("users/", ids.Next().ToString());
  stack.call.principal.rights = policy::AllRights();
  stack.call.method = "/bench/Money";
  GUANXI_RETURN_IF_ERROR(Measure(database.get(), stack));
  return 0;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  guanxi::rpc::PrepareProcess();
  absl::ParseCommandLine(argc, argv);
  const absl::StatusOr<int> code = guanxi::bench::Run();
  if (code.ok()) return *code;
  guanxi::Log(guanxi::Severity::kError, "money.failed", {{"error", code.status().message()}});
  return 1;
}
