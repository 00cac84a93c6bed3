#include "customer-svc/transfer/transfer.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/jobs/leases.h"
#include "common/jobs/runner.h"
#include "common/resource/reader.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/resources.h"
#include "customer-svc/transfer/export_job.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Messages of an upload, as a stream would deliver them.
class FakeReader : public rpc::Reader<v1::ImportCustomersRequest> {
 public:
  FakeReader(v1::ImportCustomersRequest options, const std::string& bytes, size_t piece) {
    for (size_t i = 0; i == 0 || i < bytes.size(); i += piece) {
      v1::ImportCustomersRequest message = i == 0 ? options : v1::ImportCustomersRequest();
      message.mutable_file()->set_data(bytes.substr(i, piece));
      messages_.push_back(std::move(message));
    }
  }

  absl::StatusOr<bool> Read(v1::ImportCustomersRequest* message) override {
    if (next_ == messages_.size()) return false;
    *message = messages_[next_++];
    return true;
  }

 private:
  std::vector<v1::ImportCustomersRequest> messages_;
  size_t next_ = 0;
};

class FakeWriter : public rpc::Writer<google::api::HttpBody> {
 public:
  absl::Status Write(google::api::HttpBody message) override {
    bytes += message.data();
    return absl::OkStatus();
  }
  std::string bytes;
};

// Calls a function whenever it is asked for the time.
class HookClock : public Clock {
 public:
  explicit HookClock(Clock* clock) : clock_(clock) {}
  absl::Time Now() override {
    if (on_now) on_now();
    return clock_->Now();
  }
  std::function<void()> on_now;

 private:
  Clock* const clock_;
};

class TransferTest : public ::testing::Test {
 protected:
  TransferTest()
      : database_(
            db::Database::Create({SharedMariaDb()->CreateSchema("customer-svc/schema").value()})
                .value()),
        environment_(resource::Environment::Create(
                         &clock_, crypto::KeyRing::Parse("1 " + std::string(64, 'a')).value(),
                         std::string(32, 'k'))
                         .value()),
        resources_(Resources::Create().value()),
        engine_(database_.get(), environment_.get()),
        files_(database_.get(), &clock_),
        operations_(database_.get(), &clock_, &ids_),
        leases_(database_.get(), &clock_, {"test"}),
        tools_{database_.get(), &files_, &engine_, resources_->customers.get()},
        runner_(&leases_,
                {{kImportKind, ImportHandler(tools_)}, {kExportKind, ExportHandler(tools_)}}),
        transfer_(tools_, &operations_, &clock_, &ids_) {
    call_.principal = {ids_.Next(), "users/alice", "console"};
  }

  static v1::ImportCustomersRequest Options(const std::string& source = "erp") {
    v1::ImportCustomersRequest options;
    options.set_source_system(source);
    return options;
  }

  absl::StatusOr<google::longrunning::Operation> Upload(const std::string& bytes,
                                                        const v1::ImportCustomersRequest& options,
                                                        size_t piece = 1 << 20) {
    FakeReader reader(options, bytes, piece);
    return transfer_.Import(call_, reader);
  }

  google::longrunning::Operation Fetch(const std::string& name) {
    return jobs::ToProto(
        operations_.Get(call_.principal, jobs::ParseOperationName(name).value()).value());
  }

  // Uploads, works, and returns the response.
  v1::ImportCustomersResponse Import(const std::string& bytes,
                                     const v1::ImportCustomersRequest& options = Options(),
                                     size_t piece = 1 << 20) {
    const auto operation = Upload(bytes, options, piece);
    EXPECT_THAT(operation, IsOk());
    while (runner_.RunOne().value()) {
    }
    return Response<v1::ImportCustomersResponse>(operation->name());
  }

  template <typename T>
  T Response(const std::string& operation) {
    const google::longrunning::Operation proto = Fetch(operation);
    EXPECT_TRUE(proto.has_response()) << proto.ShortDebugString();
    T response;
    proto.response().UnpackTo(&response);
    return response;
  }

  std::string Download(const std::string& file) {
    v1::DownloadFileRequest request;
    request.set_name(file);
    FakeWriter writer;
    EXPECT_THAT(transfer_.Download(call_, request, writer), IsOk());
    return writer.bytes;
  }

  std::string Export(const std::string& filter = "", v1::FileFormat format = v1::CSV) {
    v1::ExportCustomersRequest request;
    request.set_filter(filter);
    request.set_format(format);
    const auto operation = transfer_.Export(call_, request);
    EXPECT_THAT(operation, IsOk());
    EXPECT_TRUE(runner_.RunOne().value());
    const auto response = Response<v1::ExportCustomersResponse>(operation->name());
    std::string file = Download(response.file());
    EXPECT_EQ(static_cast<int64_t>(file.size()), response.file_bytes());
    return file;
  }

  int64_t CountRows(const std::string& table) {
    int64_t count = 0;
    EXPECT_THAT(database_->ReadOnly(
                    {},
                    [&](db::Transaction& tx) {
                      auto rows = tx.Select({"test.count", "SELECT COUNT(*) FROM " + table}, {});
                      if (rows.ok()) count = (*rows)[0].Int64(0);
                      return rows.status();
                    }),
                IsOk());
    return count;
  }

  // All customers as clients list them, by display name.
  std::map<std::string, v1::Customer> List() {
    const resource::Reader reader(&engine_, resources_->customers.get(), nullptr);
    v1::ListCustomersRequest request;
    request.set_page_size(1000);
    v1::ListCustomersResponse response;
    rpc::Call call = call_;
    call.deadline = absl::InfiniteFuture();
    EXPECT_THAT(reader.List(call, request, &response), IsOk());
    std::map<std::string, v1::Customer> customers;
    for (const auto& customer : response.customers()) customers[customer.display_name()] = customer;
    return customers;
  }

  static std::string Counts(const v1::ImportCustomersResponse& response) {
    const v1::ImportCounts& counts = response.counts();
    return absl::StrCat(counts.rows(), ": ", counts.created(), " ", counts.updated(), " ",
                        counts.unchanged(), " ", counts.failed());
  }

  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  UuidSource ids_;
  const std::unique_ptr<db::Database> database_;
  const std::unique_ptr<resource::Environment> environment_;
  const std::unique_ptr<const Resources> resources_;
  const resource::Engine engine_;
  files::FileStore files_;
  jobs::OperationStore operations_;
  jobs::Leases leases_;
  const TransferTools tools_;
  jobs::Runner runner_;
  FileTransfer transfer_;
  rpc::Call call_;
};

// `count` rows with ids.
std::string ManyRows(int count) {
  std::string text = "id,name,phone,city\n";
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&text, "C-", i, ",客户", i, ",138", 10'000'000 + i, ",杭州\n");
  }
  return text;
}

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
      "3,丙,12,\n"
      "\"4\"x,丁,,\n"
      "5,戊,,91330100NOTACODE\n");
  EXPECT_EQ(Counts(response), "5: 1 0 0 4");
  std::string errors = Download(response.error_file());
  EXPECT_EQ(static_cast<int64_t>(errors.size()), response.error_file_bytes());
  EXPECT_THAT(errors, HasSubstr("id,name,phone,credit_code,_row,_error\r\n"));
  EXPECT_THAT(errors, HasSubstr("\r\n2,,13800000002,,3,"));
  EXPECT_THAT(errors, HasSubstr("phones[0].number"));
  EXPECT_THAT(errors, HasSubstr("closing quote"));

  EXPECT_EQ(Counts(Import(errors)), "4: 0 0 0 4");  // As it is, nothing has changed.
  errors = absl::StrReplaceAll(errors, {{"\r\n2,,", "\r\n2,乙,"}, {",12,", ",13800000003,"}});
  const auto again = Import(errors);
  EXPECT_EQ(Counts(again), "4: 2 0 0 2");
  EXPECT_THAT(Download(again.error_file()), Not(HasSubstr("_row,_error,_row")));
  EXPECT_EQ(List().at("丙").external_ids().at("erp"), "3");
}

TEST_F(TransferTest, ADryRunSaysWhatWouldBeAndWritesNothing) {
  v1::ImportCustomersRequest options = Options();
  options.set_dry_run(true);
  const auto response = Import("id,name,phone\n1,甲,\n2,,\n", options);
  EXPECT_EQ(Counts(response), "2: 1 0 0 1");
  EXPECT_THAT(Download(response.error_file()), HasSubstr("display_name"));
  for (const char* table : {"customers", "changes", "outbox", "customer_search"}) {
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

TEST_F(TransferTest, OneRowThatIsRefusedLateSpoilsNoOther) {
  std::string text = "id,name,parent_organization\n";
  for (int i = 0; i < 150; ++i) {
    absl::StrAppend(&text, i, ",客户", i, ",",
                    i == 77 ? "customers/018f0000-0000-7000-8000-000000000001" : "", "\n");
  }
  const auto response = Import(text);
  EXPECT_EQ(Counts(response), "150: 149 0 0 1");
  EXPECT_THAT(Download(response.error_file()), HasSubstr("names nothing that exists"));
  EXPECT_EQ(CountRows("customers"), 149);
  EXPECT_EQ(CountRows("changes"), 149);
}

TEST_F(TransferTest, ExternalIdsAreNeverTakenFromAnother) {
  Import("name,external_ids.crm,external_ids.erp\n甲,a,1\n乙,b,2\n");
  const auto response = Import("name,external_ids.crm,external_ids.erp\n丙,a,2\n丁,c,3\n戊,c,4\n");
  EXPECT_EQ(Counts(response), "3: 1 0 0 2");
  EXPECT_THAT(Download(response.error_file()), HasSubstr("belongs to another customer"));
}

TEST_F(TransferTest, ACrashBetweenStepsLosesNothingAndDoublesNothing) {
  const std::string text = ManyRows(450) + "X,\n" + ManyRows(3).substr(19);
  const auto operation = Upload(text, Options());
  ASSERT_THAT(operation, IsOk());
  // A worker that dies after its second step: it gives nothing back.
  HookClock hook(&clock_);
  jobs::Leases doomed_leases(database_.get(), &hook, {"doomed"});
  const auto claimed = doomed_leases.Claim();
  ASSERT_TRUE(claimed->has_value());
  std::atomic<bool> dead{false};
  int saves = 0;
  hook.on_now = [&] { dead = ++saves == 2; };
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
  EXPECT_THAT(Download(response.error_file()), HasSubstr("X,,,,452,"));
  Fetch(operation->name()).metadata().UnpackTo(&metadata);
  EXPECT_EQ(metadata.done_bytes(), metadata.total_bytes());

  // The dead worker wakes up: it is deposed.
  dead = false;
  hook.on_now = nullptr;
  EXPECT_THAT(ImportHandler(tools_)(job), HasReason("LEASE_LOST"));
  EXPECT_EQ(CountRows("changes"), 450);
}

TEST_F(TransferTest, ARepeatedUploadIsTheFirstOperation) {
  v1::ImportCustomersRequest options = Options();
  options.set_request_id(ids_.Next().ToString());
  const auto first = Upload("name\n甲\n", options);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(Upload("name\n甲\n", options, 3)->name(), first->name());
  EXPECT_EQ(CountRows("files"), 1);
  EXPECT_THAT(Upload("name\n乙\n", options), HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(CountRows("files"), 1);
}

TEST_F(TransferTest, WhatIsWrongWithTheWholeFileIsSaidAtOnce) {
  EXPECT_THAT(Upload("", Options()), HasReason("FILE_EMPTY"));
  EXPECT_THAT(Upload("name,colour\n甲,红\n", Options()), HasReason("UNKNOWN_COLUMN"));
  EXPECT_THAT(Upload("name\n\xFF\xFF\xFF\xFF\n", Options()), HasReason("FILE_ENCODING"));
  EXPECT_THAT(Upload("name\n甲\n", Options("Bad System")), HasReason("INVALID_FIELD"));
  v1::ImportCustomersRequest options = Options();
  options.set_request_id("1");
  EXPECT_THAT(Upload("name\n甲\n", options), HasReason("INVALID_FIELD"));
  EXPECT_EQ(CountRows("files"), 0);
  EXPECT_EQ(CountRows("operations"), 0);
}

TEST_F(TransferTest, PhonesWithoutCountryCodeAreOfTheRegion) {
  v1::ImportCustomersRequest options = Options();
  options.set_phone_region("US");
  Import("name,phone\narnie,310/246-1501\n", options);
  EXPECT_EQ(List().at("arnie").phones(0).number(), "+13102461501");
}

TEST_F(TransferTest, WhatWasExportedImportsAsUnchanged) {
  Import(
      "id,name,type,phones,mobile,email,address,credit_code,注册资本,成立日期,备注\n"
      "1,=1+1 公司,企业,0571-88880001;0571-88880002,13800000001,a@b.cn,\"路 1; 号\",,CNY 10.5,"
      "2001-02-03,\"@x, \"\"y\"\"\"\n"
      "2,张三,个人,,,,,,,,'-1\n");
  const std::string csv = Export();
  EXPECT_THAT(csv, HasSubstr("resource_name,type,display_name"));
  EXPECT_THAT(csv, HasSubstr(",'=1+1 公司,"));
  EXPECT_THAT(csv, Not(HasSubstr(",+86")));
  EXPECT_EQ(Counts(Import(csv, Options("other"))), "2: 0 0 2 0");
  const std::string json = Export("", v1::JSON_LINES);
  EXPECT_EQ(Counts(Import(json, Options("other"))), "2: 0 0 2 0");
  EXPECT_EQ(CountRows("changes"), 2);
  EXPECT_EQ(Export(), csv);

  // In another tenant the same file makes the same customers.
  call_.principal.tenant = ids_.Next();
  EXPECT_EQ(Counts(Import(csv, Options("other"))), "2: 2 0 0 0");
  EXPECT_EQ(Export(), csv);
}

TEST_F(TransferTest, ExportsPagesOfWhatTheFilterMatches) {
  Import(ManyRows(1200));
  Import("id,name,industry\nA,甲,食品\nB,乙,机械\n");
  const std::string csv = Export("industry = \"食品\"");
  EXPECT_THAT(csv, HasSubstr("甲"));
  EXPECT_THAT(csv, Not(HasSubstr("乙")));
  const std::string all = Export("", v1::JSON_LINES);
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1202);
  v1::ExportCustomersRequest request;
  request.set_filter("colour = 1");
  EXPECT_THAT(transfer_.Export(call_, request), HasReason("INVALID_FILTER"));
  request.set_format(v1::TEXT_LINES);
  EXPECT_THAT(transfer_.Export(call_, request), HasReason("INVALID_FIELD"));
}

TEST_F(TransferTest, FilesAreForWhoMadeThem) {
  const auto response = Import("name,type\n甲,firm\n");
  v1::DownloadFileRequest request;
  request.set_name(response.error_file());
  rpc::Call other = call_;
  other.principal.subject = "users/bob";
  FakeWriter writer;
  EXPECT_THAT(transfer_.Download(other, request, writer), HasReason("FILE_NOT_FOUND"));
  EXPECT_THAT(writer.bytes, IsEmpty());
  request.set_name("files/x");
  EXPECT_THAT(transfer_.Download(call_, request, writer), HasReason("INVALID_NAME"));
}

}  // namespace
}  // namespace guanxi::customer
