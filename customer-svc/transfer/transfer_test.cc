#include "customer-svc/transfer/transfer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "customer-svc/transfer/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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
  for (const char* workbook : {"PK\x03\x04 and more", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"}) {
    EXPECT_THAT(Upload(workbook, Options()),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("save it as CSV")));
  }
  EXPECT_THAT(Upload("name\n甲\n", Options("Bad System")), HasReason("INVALID_FIELD"));
  v1::ImportCustomersRequest options = Options();
  options.set_request_id("1");
  EXPECT_THAT(Upload("name\n甲\n", options), HasReason("INVALID_FIELD"));
  for (const char* region : {"UK", "cn", "USA"}) {
    options = Options();
    options.set_phone_region(region);
    EXPECT_THAT(Upload("name\n甲\n", options),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("phone_region")))
        << region;
  }
  options = Options();
  options.add_columns("name=naem");
  EXPECT_THAT(Upload("name\n甲\n", options),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("'naem' is not a field of a customer; there are external_id, ")));
  EXPECT_EQ(CountRows("files"), 0);
  EXPECT_EQ(CountRows("operations"), 0);
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

TEST_F(TransferTest, AnExportIsInTheAudit) {
  Export();
  v1::ExportCustomersRequest twice;
  twice.set_request_id("018f0000-0000-7000-8000-0000000000aa");
  for (int i = 0; i < 2; ++i) ASSERT_THAT(transfer_.Export(call_, twice), IsOk());
  EXPECT_EQ(CountRows("audit_records WHERE kind = 8 AND actor = 'users/alice' AND resource_type = "
                      "'guanxi.dev/Customer'"),
            2);
}

TEST_F(TransferTest, AnExportThatCannotPrintARowFails) {
  Import("id,name\n1,甲\n2,乙\n");
  v1::Customer broken = List().at("甲");
  broken.clear_name();
  broken.clear_etag();
  broken.mutable_create_time()->set_seconds(int64_t{1} << 60);  // No such time has a JSON form.
  ASSERT_THAT(Execute("UPDATE customers SET body = ? WHERE display_name = '甲'",
                      broken.SerializeAsString()),
              IsOk());
  v1::ExportCustomersRequest request;
  request.set_format(v1::JSON_LINES);
  const auto operation = transfer_.Export(call_, request);
  ASSERT_THAT(operation, IsOk());
  while (runner_.RunOne().value()) {
  }
  const google::longrunning::Operation failed = Fetch(operation->name());
  EXPECT_TRUE(failed.has_error()) << failed.ShortDebugString();
}

TEST_F(TransferTest, AWorkbookIsKnownHoweverItIsCut) {
  for (const size_t piece : {1, 2, 3}) {
    EXPECT_THAT(Upload("PK\x03\x04 and more", Options(), piece),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("save it as CSV")));
  }
}

TEST_F(TransferTest, UploadsOfTinyPiecesAreRefused) {
  EXPECT_THAT(Upload(ManyRows(500), Options(), 1), HasReason("PIECES_TOO_SMALL"));
  EXPECT_THAT(Upload(ManyRows(500), Options(), 16), IsOk());
  std::vector<v1::ImportCustomersRequest> empty(50'000);
  empty.front().mutable_file()->set_data("name\n");
  FakeUpload upload(std::move(empty));
  EXPECT_THAT(upload.SendTo(transfer_.Import(call_)), HasReason("PIECES_TOO_SMALL"));
  EXPECT_THAT(Upload("name\n" + std::string(3 << 20, ' '), Options(), 2 << 20),
              HasReason("PIECE_TOO_LARGE"));
  EXPECT_EQ(CountRows("files"), 1);
}

TEST_F(TransferTest, OptionsAfterTheFirstMessageAreRefusedAndNotDropped) {
  std::vector<v1::ImportCustomersRequest> messages(2);
  messages[0].mutable_file()->set_data("name\n甲\n");
  messages[1].mutable_file()->set_data("乙\n");
  messages[1].set_dry_run(true);
  FakeUpload upload(std::move(messages));
  EXPECT_THAT(upload.SendTo(transfer_.Import(call_)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("first message")));
}

TEST_F(TransferTest, AnUploadGoesWhenItsOperationEnds) {
  Import("name\n甲\n");
  const auto cancelled = Upload("name\n乙\n", Options());
  ASSERT_THAT(
      operations_.Cancel(call_.principal, jobs::ParseOperationName(cancelled->name()).value()),
      IsOk());
  EXPECT_TRUE(runner_.RunOne().value());
  EXPECT_TRUE(Fetch(cancelled->name()).has_error());
  EXPECT_THAT(files_.PurgeExpired(10), IsOk());
  EXPECT_EQ(CountRows("files"), 0);
  EXPECT_EQ(CountRows("file_chunks"), 0);
}

TEST_F(TransferTest, ResultsGoWithTheirOperation) {
  const auto operation = Upload("name,type\n甲,firm\n", Options());
  EXPECT_TRUE(runner_.RunOne().value());
  EXPECT_THAT(files_.PurgeExpired(10), IsOk());
  const auto response = Response<v1::ImportCustomersResponse>(operation->name());
  EXPECT_THAT(Download(response.error_file()), HasSubstr("firm"));
  ASSERT_THAT(
      operations_.Delete(call_.principal, jobs::ParseOperationName(operation->name()).value()),
      IsOk());
  EXPECT_THAT(files_.PurgeExpired(10), IsOk());
  EXPECT_EQ(CountRows("files"), 0);
  EXPECT_EQ(CountRows("file_chunks"), 0);
}

TEST_F(TransferTest, UploadsOverTheQuotaAreRefusedUntilThereIsRoom) {
  files::FileStore::Options options;
  options.max_files = 1;
  files::FileStore store(database_.get(), &clock_, options);
  TransferTools tools = tools_;
  tools.files = &store;
  FileTransfer transfer(tools, &operations_, &clock_, &ids_);
  const auto upload = [&] {
    return FakeUpload(Options(), "name\n甲\n", 100).SendTo(transfer.Import(call_));
  };
  ASSERT_THAT(upload(), IsOk());
  EXPECT_THAT(upload(), HasReason("FILE_QUOTA"));
  EXPECT_EQ(CountRows("files"), 1);
  EXPECT_EQ(CountRows("operations"), 1);
  EXPECT_TRUE(runner_.RunOne().value());
  EXPECT_THAT(store.PurgeExpired(10), IsOk());
  EXPECT_THAT(upload(), IsOk());
}

TEST_F(TransferTest, AnUploadThatTakesAllRoomGetsItsErrorFile) {
  const std::string bytes = "name,phone\n甲,12\n";
  files::FileStore::Options options;
  options.max_files = 1;
  options.max_bytes = 1000;
  files::FileStore store(database_.get(), &clock_, options);
  TransferTools tools = tools_;
  tools.files = &store;
  FileTransfer transfer(tools, &operations_, &clock_, &ids_);
  FakeUpload upload(Options(), bytes + std::string(1000 - bytes.size(), '\n'), 100);
  const auto operation = upload.SendTo(transfer.Import(call_));
  ASSERT_THAT(operation, IsOk());
  jobs::Runner runner(&leases_, {{kImportKind, Permitted(ImportHandler(tools))}});
  EXPECT_TRUE(runner.RunOne().value());
  const auto response = Response<v1::ImportCustomersResponse>(operation->name());
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_GT(response.error_file_bytes(), 0);
}

TEST_F(TransferTest, WhatMakesTwoUploadsTheSameIsKeyed) {
  const auto environment = resource::Environment::Create(
                               &clock_, crypto::KeyRing::Parse("1 " + std::string(64, 'a')).value(),
                               std::string(32, 'l'))
                               .value();
  const resource::Engine engine(database_.get(), environment.get());
  TransferTools tools = tools_;
  tools.engine = &engine;
  FileTransfer transfer(tools, &operations_, &clock_, &ids_);
  v1::ImportCustomersRequest options = Options();
  options.set_request_id(ids_.Next().ToString());
  ASSERT_THAT(Upload("name\n甲\n", options), IsOk());
  FakeUpload upload(options, "name\n甲\n", 100);
  EXPECT_THAT(upload.SendTo(transfer.Import(call_)), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(TransferTest, AnExportGoesOnAfterDays) {
  Import(ManyRows(1200));
  const auto operation = transfer_.Export(call_, v1::ExportCustomersRequest());
  ASSERT_THAT(operation, IsOk());
  WorkUntil([&] { return CountRows("file_chunks") > 0; }, ExportHandler(tools_));
  clock_.Advance(absl::Hours(9 * 24));
  EXPECT_THAT(files_.PurgeExpired(10), IsOk());
  while (runner_.RunOne().value()) {
  }
  EXPECT_EQ(Response<v1::ExportCustomersResponse>(operation->name()).rows(), 1200);
}

TEST_F(TransferTest, FilesAreForWhoMadeThem) {
  const auto response = Import("name,type\n甲,firm\n");
  v1::DownloadFileRequest request;
  request.set_name(response.error_file());
  rpc::Call other = call_;
  other.principal.subject = "users/bob";
  std::string bytes;
  EXPECT_THAT(ReadAll(transfer_.Download(other, request), &bytes), HasReason("FILE_NOT_FOUND"));
  EXPECT_THAT(bytes, IsEmpty());
  request.set_name("files/x");
  EXPECT_THAT(ReadAll(transfer_.Download(call_, request), &bytes), HasReason("INVALID_NAME"));
}

}  // namespace
}  // namespace guanxi::customer
