// What the tests of imports and exports share: the parts of the service on a schema of their own.
#ifndef GUANXI_CUSTOMER_SVC_TRANSFER_TESTING_H_
#define GUANXI_CUSTOMER_SVC_TRANSFER_TESTING_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/key_ring.h"
#include "common/db/database.h"
#include "common/jobs/leases.h"
#include "common/jobs/permitted.h"
#include "common/jobs/runner.h"
#include "common/policy/authorizer.h"
#include "common/policy/rights.h"
#include "common/resource/reader.h"
#include "common/service/stores.h"
#include "common/testing/fake_clock.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/resources.h"
#include "customer-svc/transfer/export_job.h"
#include "customer-svc/transfer/fakes.h"
#include "customer-svc/transfer/transfer.h"
#include "gtest/gtest.h"

namespace guanxi::customer {

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
        operations_(database_.get(), &clock_, &ids_, StoreOptions()),
        leases_(database_.get(), &clock_, LeaseOptions("test")),
        tools_{database_.get(), &files_, &engine_, resources_->customers.get()},
        runner_(&leases_, {{kImportKind, jobs::WithPermission(&*authorizer_, "customers.import",
                                                              ImportHandler(tools_))},
                           {kExportKind, jobs::WithPermission(&*authorizer_, "customers.export",
                                                              ExportHandler(tools_))}}),
        transfer_(tools_, &operations_, &clock_, &ids_) {
    call_.principal = {ids_.Next(), "users/alice", "console"};
    call_.principal.rights = policy::AllRights();
  }

  jobs::OperationStore::Options StoreOptions() {
    jobs::OperationStore::Options options;
    options.events = service::FileEvents(&files_);
    return options;
  }
  jobs::Leases::Options LeaseOptions(const std::string& owner) {
    jobs::Leases::Options options;
    options.owner = owner;
    options.events = service::FileEvents(&files_);
    return options;
  }

  static v1::ImportCustomersRequest Options(const std::string& source = "erp") {
    v1::ImportCustomersRequest options;
    options.set_source_system(source);
    return options;
  }

  absl::StatusOr<google::longrunning::Operation> Upload(const std::string& bytes,
                                                        const v1::ImportCustomersRequest& options,
                                                        size_t piece = 1 << 20) {
    FakeUpload upload(options, bytes, piece);
    return upload.SendTo(transfer_.Import(call_));
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

  // As the service runs the handler of imports.
  jobs::Handler Permitted(jobs::Handler handler) {
    return jobs::WithPermission(&*authorizer_, "customers.import", std::move(handler));
  }

  // A worker that dies after the step that makes `reached` true: it gives nothing back.
  void WorkUntil(const std::function<bool()>& reached, const jobs::Handler& handler) {
    const auto claimed = leases_.Claim();
    ASSERT_TRUE(claimed->has_value());
    std::atomic<bool> dead{false};
    HookClock hook(&clock_);
    jobs::Leases doomed_leases(database_.get(), &hook, LeaseOptions("doomed"));
    hook.on_now = [&] { dead = dead || reached(); };
    jobs::Job job(&doomed_leases, &**claimed, &dead);
    EXPECT_THAT(Permitted(handler)(job), HasReason("WORKER_STOPPING"));
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
    std::string bytes;
    EXPECT_THAT(ReadAll(transfer_.Download(call_, request), &bytes), IsOk());
    return bytes;
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
    const absl::Status read = database_->ReadOnly({}, [&](db::Transaction& tx) {
      auto rows = tx.Select({"test.count", "SELECT COUNT(*) FROM " + table}, {});
      if (rows.ok()) count = (*rows)[0].Int64(0);
      return rows.status();
    });
    EXPECT_THAT(read, IsOk());
    return count;
  }

  // One statement with one value.
  absl::Status Execute(const std::string& sql, const std::string& value) {
    return database_->ReadWrite({}, [&](db::Transaction& tx) {
      return tx.Execute({"test.execute", sql, /*infrastructure=*/true}, {value}).status();
    });
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

  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  UuidSource ids_;
  const std::unique_ptr<db::Database> database_;
  const std::unique_ptr<resource::Environment> environment_;
  const std::unique_ptr<const Resources> resources_;
  const resource::Engine engine_;
  files::FileStore files_;
  jobs::OperationStore operations_;
  jobs::Leases leases_;
  // Grants everything; a test may put another one into its place.
  std::optional<policy::Authorizer> authorizer_{std::in_place};
  const TransferTools tools_;
  jobs::Runner runner_;
  FileTransfer transfer_;
  rpc::Call call_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TRANSFER_TESTING_H_
