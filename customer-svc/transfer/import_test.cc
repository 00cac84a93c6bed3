// Imports from upload to error file, over a real MariaDB.
#include <atomic>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "customer-svc/transfer/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST_F(TransferTest, ImportsCsvAndTheSameFileChangesNothing) {
  const std::string text =
      "\xEF\xBB\xBF"
      "编号,公司名称,联系电话,手机,备注\r\n"
      "1, 苏州甲公司 ,（0512）6123 4567转8,１３８００００１１１１,\"两\r\n行, \"\"引号\"\"\"\r\n"
      "\r\n"
      "2,河北乙公司,,,\r\n";
  EXPECT_EQ(Counts(Import(text, Options(), 7)), "2: 2 0 0 0");
  const auto customers = List();
  const v1::Customer& first = customers.at("苏州甲公司");
  EXPECT_EQ(first.phones(0).number(), "+8651261234567;ext=8");
  EXPECT_EQ(first.phones(1).number(), "+8613800001111");
  EXPECT_EQ(first.phones(1).label(), "mobile");
  EXPECT_EQ(first.type(), v1::Customer::ORGANIZATION);
  EXPECT_EQ(first.external_ids().at("erp"), "1");
  EXPECT_THAT(first.note(), HasSubstr("引号\""));

  EXPECT_EQ(Counts(Import(text)), "2: 0 0 2 0");
  EXPECT_EQ(CountRows("customers"), 2);
  EXPECT_EQ(CountRows("changes"), 2);
}

TEST_F(TransferTest, ColumnsOfOneListAddUpInAnyOrder) {
  Import("name,手机,电话\n甲,13800001111,0512-61234567\n");
  Import("name,电话,手机\n乙,0512-61234567,13800001111\n");
  const auto customers = List();
  for (const char* name : {"甲", "乙"}) {
    std::map<std::string, std::string> labels;
    for (const auto& phone : customers.at(name).phones()) labels[phone.number()] = phone.label();
    EXPECT_THAT(labels, ElementsAre(Pair("+8613800001111", "mobile"), Pair("+8651261234567", "")));
  }
}

TEST_F(TransferTest, RowsWithoutIdsAreKnownByTheirContent) {
  EXPECT_EQ(Counts(Import("name,city\n甲,杭州\n乙,\n甲,杭州\n甲,上海\n")), "4: 3 0 1 0");
  EXPECT_EQ(Counts(Import("city,name\n杭州,甲\n,乙\n")), "2: 0 0 2 0");
  EXPECT_EQ(Counts(Import("苏州丙公司\n苏州丙公司\n\n苏州丁公司\n")), "3: 2 0 1 0");
  EXPECT_EQ(Counts(Import("苏州丙公司\n")), "1: 0 0 1 0");
}

TEST_F(TransferTest, ReadsGb18030) {
  // name,city / 华星科技,杭州
  const std::string text = "name,city\n\xBB\xAA\xD0\xC7\xBF\xC6\xBC\xBC,\xBA\xBC\xD6\xDD\n";
  EXPECT_EQ(Counts(Import(text)), "1: 1 0 0 0");
  EXPECT_EQ(List().at("华星科技").city(), "杭州");
}

TEST_F(TransferTest, RefusedRowsCanBeCorrectedAndSentAgain) {
  const auto response = Import(
      "id,name,phone,credit_code\n"
      "1,甲,13800000001,\n"
      "2,,13800000002,\n"
      "\"4\"x,丁,,\n"
      "1.38E+10,戊,,\n");
  EXPECT_EQ(Counts(response), "4: 1 0 0 3");
  std::string errors = Download(response.error_file());
  EXPECT_EQ(static_cast<int64_t>(errors.size()), response.error_file_bytes());
  EXPECT_THAT(errors, HasSubstr("id,name,phone,credit_code,_customer,_row,_error,_text\r\n"));
  EXPECT_THAT(errors,
              HasSubstr("\r\n2,,13800000002,,,3,refused: display_name (name): is required,\r\n"));
  EXPECT_THAT(errors, HasSubstr("closing quote"));
  EXPECT_THAT(errors, HasSubstr("has cut this number"));

  EXPECT_EQ(Counts(Import(errors)), "3: 0 0 0 3");  // As it is, nothing has changed.
  errors = absl::StrReplaceAll(errors, {{"\r\n2,,", "\r\n2,乙,"}, {"'1.38E+10", "5"}});
  const auto again = Import(errors);
  EXPECT_EQ(Counts(again), "3: 2 0 0 1");
  EXPECT_THAT(Download(again.error_file()), Not(HasSubstr("_row,_error,_text,_customer")));
  EXPECT_EQ(List().at("戊").external_ids().at("erp"), "5");
}

TEST_F(TransferTest, ADryRunSaysWhatWouldBeAndWritesNothing) {
  v1::ImportCustomersRequest options = Options();
  options.set_dry_run(true);
  const auto response = Import("id,name,phone\n1,甲,\n2,,\n", options);
  EXPECT_EQ(Counts(response), "2: 1 0 0 1");
  EXPECT_THAT(Download(response.error_file()), HasSubstr("display_name"));
  for (const char* table : {"customers", "changes", "outbox", "search_rows"}) {
    EXPECT_EQ(CountRows(table), 0) << table;
  }
}

TEST_F(TransferTest, UpdatesOrSkipsWhatExists) {
  Import("id,name,city,industry\n1,甲,杭州,食品\n2,乙,,\n");
  EXPECT_EQ(Counts(Import("id,name,city,industry\n1,甲甲,,\n2,乙,,\n3,丙,,\n")), "3: 1 1 1 0");
  const v1::Customer changed = List().at("甲甲");
  EXPECT_EQ(changed.city(), "杭州");  // An empty cell states nothing.
  EXPECT_EQ(changed.industry(), "食品");
  v1::ImportCustomersRequest options = Options();
  options.set_on_existing(v1::ImportCustomersRequest::SKIP);
  EXPECT_EQ(Counts(Import("id,name\n1,甲甲甲\n4,丁\n", options)), "2: 1 0 1 0");
  EXPECT_EQ(List().count("甲甲甲"), 0u);
}

TEST_F(TransferTest, RowsOfOneCustomerFollowEachOther) {
  EXPECT_EQ(Counts(Import("id,name\n1,甲\n2,乙\n1,甲二\n1,甲二\n3,丙\n1,甲三\n")), "6: 3 2 1 0");
  EXPECT_EQ(List().count("甲三"), 1u);
}

TEST_F(TransferTest, AValueThatIsRefusedLateSpoilsNoOther) {
  std::string text = "id,name,parent_organization\n";
  for (int i = 0; i < 150; ++i) {
    absl::StrAppend(&text, i, ",客户", i, ",",
                    i == 77 ? "customers/018f0000-0000-7000-8000-000000000001" : "", "\n");
  }
  const auto response = Import(text);
  EXPECT_EQ(Counts(response), "150: 150 0 0 0");
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_THAT(Download(response.error_file()),
              HasSubstr("taken without parent_organization: names nothing that exists"));
  EXPECT_EQ(CountRows("customers"), 150);
  EXPECT_EQ(CountRows("changes"), 150);
}

TEST_F(TransferTest, ExternalIdsAreNeverTakenFromAnother) {
  Import("name,external_ids.crm,external_ids.erp\n甲,a,1\n乙,b,2\n");
  const auto response = Import("name,external_ids.crm,external_ids.erp\n丙,a,2\n丁,c,3\n戊,c,4\n");
  EXPECT_EQ(Counts(response), "3: 1 0 0 2");
  EXPECT_THAT(Download(response.error_file()), HasSubstr("belongs to another customer"));
}

TEST_F(TransferTest, BlanksAroundIdsDoNotCount) {
  EXPECT_EQ(Counts(Import("{\"displayName\": \"甲\", \"externalIds\": {\"erp\": \"7\"}}\n")),
            "1: 1 0 0 0");
  EXPECT_EQ(Counts(Import("{\"displayName\": \"乙\", \"externalIds\": {\"erp\": \" 7 \"}}\n")),
            "1: 0 1 0 0");
  EXPECT_EQ(List().at("乙").external_ids().at("erp"), "7");
}

TEST_F(TransferTest, AnIdThatAnotherWriterTakesMeanwhileMeansItsCustomer) {
  HookClock hook(&clock_);
  const auto environment =
      resource::Environment::Create(
          &hook, crypto::KeyRing::Parse("1 " + std::string(64, 'a')).value(), std::string(32, 'k'))
          .value();
  const resource::Engine engine(database_.get(), environment.get());
  TransferTools tools = tools_;
  tools.engine = &engine;
  jobs::Runner runner(&leases_, {{kImportKind, ImportHandler(tools)}});
  const auto operation = Upload("id,name\n1,甲\n", Options());
  ASSERT_THAT(operation, IsOk());
  // The engine asks for the time when the job reads the custom fields, when the step begins, and
  // when the row, whose id nobody had, is about to be written.
  int times_asked = 0;
  hook.on_now = [&] {
    if (++times_asked != 3) return;
    EXPECT_THAT(engine_.Write(
                    call_.principal, {}, {},
                    [&](resource::UnitOfWork& work) {
                      v1::Customer customer;
                      customer.set_type(v1::Customer::ORGANIZATION);
                      customer.set_display_name("乙");
                      (*customer.mutable_external_ids())["erp"] = "1";
                      return work.Insert(*resources_->customers, {Uuid(), ids_.Next()}, &customer);
                    }),
                IsOk());
  };
  EXPECT_TRUE(runner.RunOne().value());
  const auto response = Response<v1::ImportCustomersResponse>(operation->name());
  EXPECT_EQ(Counts(response), "1: 0 1 0 0");
  EXPECT_EQ(CountRows("customers"), 1);
  EXPECT_EQ(List().at("甲").etag(), "2");
}

TEST_F(TransferTest, ACrashBetweenStepsLosesNothingAndDoublesNothing) {
  const std::string text = ManyRows(450) + "X,\n" + ManyRows(3).substr(19);
  const auto operation = Upload(text, Options());
  ASSERT_THAT(operation, IsOk());
  // A worker that dies after its second step: it gives nothing back.
  HookClock hook(&clock_);
  jobs::Leases doomed_leases(database_.get(), &hook, LeaseOptions("doomed"));
  const auto claimed = doomed_leases.Claim();
  ASSERT_TRUE(claimed->has_value());
  std::atomic<bool> dead{false};
  hook.on_now = [&] { dead = CountRows("customers") >= 400; };
  jobs::Job job(&doomed_leases, &**claimed, &dead);
  EXPECT_THAT(ImportHandler(tools_)(job), HasReason("WORKER_STOPPING"));
  EXPECT_EQ(CountRows("customers"), 400);
  v1::ImportCustomersMetadata metadata;
  Fetch(operation->name()).metadata().UnpackTo(&metadata);
  EXPECT_EQ(metadata.counts().created(), 400);
  EXPECT_LT(metadata.done_bytes(), metadata.total_bytes());

  EXPECT_FALSE(runner_.RunOne().value());  // Its lease still stands.
  clock_.Advance(absl::Minutes(2));
  EXPECT_TRUE(runner_.RunOne().value());
  const auto response = Response<v1::ImportCustomersResponse>(operation->name());
  EXPECT_EQ(Counts(response), "454: 450 0 3 1");
  EXPECT_EQ(CountRows("customers"), 450);
  EXPECT_EQ(CountRows("changes"), 450);
  EXPECT_EQ(CountRows("outbox"), 450);
  EXPECT_THAT(Download(response.error_file()), HasSubstr("X,,,,,452,"));
  Fetch(operation->name()).metadata().UnpackTo(&metadata);
  EXPECT_EQ(metadata.done_bytes(), metadata.total_bytes());

  // The dead worker wakes up: it is deposed.
  dead = false;
  hook.on_now = nullptr;
  EXPECT_THAT(ImportHandler(tools_)(job), HasReason("LEASE_LOST"));
  EXPECT_EQ(CountRows("changes"), 450);
}

TEST_F(TransferTest, AnImportGoesOnAfterDays) {
  const auto operation = Upload(ManyRows(300), Options());
  WorkUntil([&] { return CountRows("customers") > 0; }, ImportHandler(tools_));
  clock_.Advance(absl::Hours(8 * 24));
  EXPECT_THAT(files_.PurgeExpired(10), IsOk());
  while (runner_.RunOne().value()) {
  }
  EXPECT_EQ(Counts(Response<v1::ImportCustomersResponse>(operation->name())), "300: 300 0 0 0");
}

TEST_F(TransferTest, ACancelledImportTellsWhatItDid) {
  const auto operation = Upload("id,name,phone,city\nX,,,\n" + ManyRows(400).substr(19), Options());
  WorkUntil([&] { return CountRows("customers") > 0; }, ImportHandler(tools_));
  ASSERT_THAT(
      operations_.Cancel(call_.principal, jobs::ParseOperationName(operation->name()).value()),
      IsOk());
  clock_.Advance(absl::Minutes(2));
  EXPECT_TRUE(runner_.RunOne().value());
  const google::longrunning::Operation proto = Fetch(operation->name());
  EXPECT_EQ(proto.error().code(), static_cast<int>(absl::StatusCode::kCancelled));
  v1::ImportCustomersMetadata metadata;
  proto.metadata().UnpackTo(&metadata);
  EXPECT_EQ(metadata.counts().rows(), 200);
  EXPECT_EQ(metadata.counts().failed(), 1);
  EXPECT_EQ(CountRows("customers"), metadata.counts().created());
  const std::string errors = Download(metadata.error_file());
  EXPECT_THAT(errors, HasSubstr("X,,,,,2,"));
  EXPECT_EQ(static_cast<int64_t>(errors.size()), metadata.error_file_bytes());
}

TEST_F(TransferTest, StepsOfGiantRowsAreSmall) {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    absl::StrAppend(&text, "{\"displayName\": \"甲", i, "\", \"note\": \"",
                    std::string(200 << 10, 'x'), "\"}\n");
  }
  const auto operation = Upload(text, Options());
  ASSERT_THAT(operation, IsOk());
  v1::ImportCustomersMetadata metadata;
  WorkUntil(
      [&] {
        Fetch(operation->name()).metadata().UnpackTo(&metadata);
        return metadata.counts().rows() > 0;
      },
      ImportHandler(tools_));
  EXPECT_LE(metadata.counts().rows(), 20);
}

TEST_F(TransferTest, LongImportsOfOneTenantDoNotKeepAnotherWaiting) {
  HookClock hook(&clock_);
  hook.on_now = [&] { clock_.Advance(absl::Milliseconds(300)); };
  jobs::Leases leases(database_.get(), &hook, LeaseOptions("slow"));
  jobs::Runner runner(&leases, {{kImportKind, ImportHandler(tools_)}});
  for (const char* source : {"a", "b"})
    ASSERT_THAT(Upload(ManyRows(3000), Options(source)), IsOk());
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_TRUE(runner.RunOne().value());
  call_.principal.tenant = ids_.Next();
  const auto small = Upload(ManyRows(5), Options());
  EXPECT_TRUE(runner.RunOne().value());
  EXPECT_EQ(Counts(Response<v1::ImportCustomersResponse>(small->name())), "5: 5 0 0 0");
  EXPECT_LT(CountRows("customers"), 4000);
}

TEST_F(TransferTest, AnUploadThatIsGoneIsNotAnEmptyFile) {
  const auto operation = Upload("name\n甲\n", Options());
  ASSERT_THAT(Execute("DELETE FROM file_chunks WHERE tenant_id = ?",
                      std::string(call_.principal.tenant.bytes())),
              IsOk());
  EXPECT_TRUE(runner_.RunOne().value());
  EXPECT_EQ(Fetch(operation->name()).error().code(), static_cast<int>(absl::StatusCode::kNotFound));
}

TEST_F(TransferTest, PhonesWithoutCountryCodeAreOfTheRegion) {
  v1::ImportCustomersRequest options = Options();
  options.set_phone_region("US");
  Import("name,phone\narnie,310/246-1501\n", options);
  EXPECT_EQ(List().at("arnie").phones(0).number(), "+13102461501");
}

}  // namespace
}  // namespace guanxi::customer
