// The generated adapters (tools/rpcgen) over a real connection: every standard method of a resource
// reaches its part of the engine, and custom methods of every kind reach their class.
#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/grpc.h"
#include "common/policy/authorizer.h"
#include "common/rpc/client.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.adapter.h"
#include "guanxi/customer/v1/customer_service.adapter.h"
#include "guanxi/customer/v1/interaction_service.adapter.h"
#include "prometheus/registry.h"

namespace guanxi::customer {
namespace {

using google::api::HttpBody;
using google::longrunning::Operation;
using ::testing::ElementsAre;
using v1::Contact;

using Upload = rpc::Receiver<v1::ImportCustomersRequest, Operation>;

// Names the operation after all that came.
class EchoUpload : public Upload {
 public:
  absl::Status Take(v1::ImportCustomersRequest request) override {
    operation_.mutable_name()->append(request.file().data());
    return absl::OkStatus();
  }
  absl::StatusOr<Operation> Finish() override { return operation_; }

 private:
  Operation operation_;
};

// A letter of the name in each message.
class Letters : public rpc::Sender<HttpBody> {
 public:
  explicit Letters(std::string name) : name_(std::move(name)) {}
  absl::StatusOr<rpc::Sent<HttpBody>> Next() override {
    rpc::Sent<HttpBody> sent;
    sent.ends = next_ == name_.size();
    if (!sent.ends) sent.message.emplace().set_data(std::string(1, name_[next_++]));
    return sent;
  }

 private:
  const std::string name_;
  size_t next_ = 0;
};

// Answers with what it was asked.
class EchoMethods : public v1::CustomerServiceMethods {
 public:
  absl::StatusOr<v1::TransferOwnershipResponse> TransferOwnership(
      const rpc::Call& call, const v1::TransferOwnershipRequest& request) override {
    v1::TransferOwnershipResponse response;
    response.mutable_customer()->set_name(request.name());
    response.mutable_customer()->set_note(call.method);
    return response;
  }
  std::unique_ptr<Upload> ImportCustomers(const rpc::Call&) override {
    return std::make_unique<EchoUpload>();
  }
  std::unique_ptr<rpc::Sender<HttpBody>> DownloadFile(
      const rpc::Call&, const v1::DownloadFileRequest& request) override {
    return std::make_unique<Letters>(request.name());
  }
  absl::StatusOr<Operation> ExportCustomers(const rpc::Call&,
                                            const v1::ExportCustomersRequest& request) override {
    Operation operation;
    operation.set_name(request.filter());
    return operation;
  }
};

// A class without one of the custom methods cannot be made: that is an error of the compiler.
class LacksExport : public v1::CustomerServiceMethods {
  absl::StatusOr<v1::TransferOwnershipResponse> TransferOwnership(
      const rpc::Call&, const v1::TransferOwnershipRequest&) override;
  std::unique_ptr<Upload> ImportCustomers(const rpc::Call&) override;
  std::unique_ptr<rpc::Sender<HttpBody>> DownloadFile(const rpc::Call&,
                                                      const v1::DownloadFileRequest&) override;
};
static_assert(std::is_abstract_v<LacksExport>);
static_assert(!std::is_abstract_v<EchoMethods>);
// A service of standard methods has no class of its own.
static_assert(
    std::is_constructible_v<v1::ContactServiceAdapter, rpc::Pipeline*, const resource::Catalog&>);

class AdaptersTest : public ::testing::Test {
 protected:
  AdaptersTest()
      : pipeline_(
            rpc::PipelineOptions(),
            [this](absl::string_view) -> absl::StatusOr<Principal> {
              return service_.call().principal;
            },
            &authorizer_, registry_),
        customers_(&pipeline_, *service_.catalog, &custom_),
        contacts_(&pipeline_, *service_.catalog),
        interactions_(&pipeline_, *service_.catalog),
        server_(rpc::Server::Start(rpc::ServerOptions(), {&customers_, &contacts_, &interactions_},
                                   {}, registry_)
                    .value()) {
    rpc::ClientOptions options;
    options.target = absl::StrCat("127.0.0.1:", server_->ports().grpc);
    const auto channel = rpc::NewChannel(options);
    customer_stub_ = v1::CustomerService::NewStub(channel);
    contact_stub_ = v1::ContactService::NewStub(channel);
    interaction_stub_ = v1::InteractionService::NewStub(channel);
    parent_ = service_.Create(TestService::Company("杭州老板电器")).name();
  }

  // Calls a method of a stub.
  template <typename Response, typename Stub, typename Request>
  absl::StatusOr<Response> Call(Stub* stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    grpc::ClientContext context;
    rpc::Prepare(absl::Seconds(30), "token", &context);
    Response response;
    const absl::Status status = FromGrpcStatus((stub->*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Contacts(grpc::Status (v1::ContactService::Stub::*method)(
                                        grpc::ClientContext*, const Request&, Response*),
                                    const Request& request) {
    return Call<Response>(contact_stub_.get(), method, request);
  }

  v1::CreateContactRequest NewContact(const std::string& display_name) const {
    v1::CreateContactRequest request;
    request.set_parent(parent_);
    request.mutable_contact()->set_display_name(display_name);
    return request;
  }

  TestService service_;
  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  const policy::Authorizer authorizer_;
  rpc::Pipeline pipeline_;
  EchoMethods custom_;
  v1::CustomerServiceAdapter customers_;
  v1::ContactServiceAdapter contacts_;
  v1::InteractionServiceAdapter interactions_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::CustomerService::Stub> customer_stub_;
  std::unique_ptr<v1::ContactService::Stub> contact_stub_;
  std::unique_ptr<v1::InteractionService::Stub> interaction_stub_;
  std::string parent_;
};

using Stub = v1::ContactService::Stub;

TEST_F(AdaptersTest, MethodsOfOneResource) {
  const auto created = Contacts(&Stub::CreateContact, NewContact("曾小贤"));
  ASSERT_THAT(created, IsOk());
  v1::GetContactRequest get;
  get.set_name(created->name());
  EXPECT_EQ(Contacts(&Stub::GetContact, get)->display_name(), "曾小贤");

  v1::UpdateContactRequest update;
  update.mutable_contact()->set_name(created->name());
  update.mutable_contact()->set_title("采购总监");
  EXPECT_EQ(Contacts(&Stub::UpdateContact, update)->title(), "采购总监");

  v1::ListContactsRequest list;
  list.set_parent(parent_);
  EXPECT_EQ(Contacts(&Stub::ListContacts, list)->contacts_size(), 1);
  list.set_filter("decision_role = USER");  // no path: the scan lane
  EXPECT_EQ(Contacts(&Stub::ListContacts, list)->contacts_size(), 0);
  v1::SearchContactsRequest search;
  search.set_query("小贤");
  EXPECT_EQ(Contacts(&Stub::SearchContacts, search)->contacts_size(), 1);

  v1::DeleteContactRequest remove;
  remove.set_name(created->name());
  EXPECT_TRUE(Contacts(&Stub::DeleteContact, remove)->has_delete_time());
  EXPECT_EQ(Contacts(&Stub::SearchContacts, search)->contacts_size(), 0);
  v1::UndeleteContactRequest undelete;
  undelete.set_name(created->name());
  EXPECT_FALSE(Contacts(&Stub::UndeleteContact, undelete)->has_delete_time());
}

TEST_F(AdaptersTest, MethodsOfManyResources) {
  v1::BatchCreateContactsRequest create;
  create.set_parent(parent_);
  for (const char* name : {"胡一菲", "吕子乔"}) *create.add_requests() = NewContact(name);
  const auto created = Contacts(&Stub::BatchCreateContacts, create);
  ASSERT_THAT(created, IsOk());
  ASSERT_EQ(created->contacts_size(), 2);

  v1::BatchUpdateContactsRequest update;
  update.set_parent(parent_);
  v1::BatchGetContactsRequest get;
  get.set_parent(parent_);
  v1::BatchDeleteContactsRequest remove;
  remove.set_parent(parent_);
  for (const Contact& contact : created->contacts()) {
    get.add_names(contact.name());
    remove.add_names(contact.name());
    Contact& changed = *update.add_requests()->mutable_contact();
    changed.set_name(contact.name());
    changed.set_note("爱情公寓");
  }
  EXPECT_THAT(Contacts(&Stub::BatchUpdateContacts, update), IsOk());
  const auto read = Contacts(&Stub::BatchGetContacts, get);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->contacts(1).display_name(), "吕子乔");
  EXPECT_EQ(read->contacts(1).note(), "爱情公寓");
  EXPECT_TRUE(Contacts(&Stub::BatchDeleteContacts, remove)->contacts(0).has_delete_time());
}

TEST_F(AdaptersTest, ChangesOfARecord) {
  const auto created = Contacts(&Stub::CreateContact, NewContact("曾小贤"));
  ASSERT_THAT(created, IsOk());
  v1::UpdateContactRequest update;
  update.mutable_contact()->set_name(created->name());
  update.mutable_contact()->set_title("采购总监");
  ASSERT_THAT(Contacts(&Stub::UpdateContact, update), IsOk());
  v1::ListContactChangesRequest list;
  list.set_name(created->name());
  list.set_page_size(1);
  const auto last = Contacts(&Stub::ListContactChanges, list);
  ASSERT_THAT(last, IsOk());
  ASSERT_EQ(last->changes_size(), 1);
  EXPECT_EQ(last->changes(0).kind(), metadata::v1::Change::UPDATED);
  ASSERT_EQ(last->changes(0).fields_size(), 1);
  EXPECT_EQ(last->changes(0).fields(0).path(), "title");
  EXPECT_EQ(last->changes(0).fields(0).after().string_value(), "采购总监");
  list.set_page_token(last->next_page_token());
  const auto first = Contacts(&Stub::ListContactChanges, list);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->changes(0).kind(), metadata::v1::Change::CREATED);
  EXPECT_EQ(first->next_page_token(), "");
}

TEST_F(AdaptersTest, AnIngest) {
  v1::IngestInteractionsRequest request;
  request.set_parent(parent_);
  for (const char* id : {"1", "2", "1"}) {
    v1::Interaction& interaction = *request.add_requests()->mutable_interaction();
    interaction.set_channel(v1::Interaction::CALL);
    interaction.mutable_occur_time()->set_seconds(1'700'000'000);
    (*interaction.mutable_external_ids())["pbx"] = id;
  }
  const auto response = Call<v1::IngestInteractionsResponse>(
      interaction_stub_.get(), &v1::InteractionService::Stub::IngestInteractions, request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->results_size(), 3);
  EXPECT_EQ(response->results(1).outcome(), metadata::v1::IngestResult::CREATED);
  EXPECT_EQ(response->results(2).name(), response->results(0).name());
  v1::GetCustomerRequest get;
  get.set_name(parent_);
  EXPECT_EQ(Call<v1::Customer>(customer_stub_.get(), &v1::CustomerService::Stub::GetCustomer, get)
                ->last_interaction_time()
                .seconds(),
            1'700'000'000);
}

TEST_F(AdaptersTest, ErrorsOfTheEngineArriveWhole) {
  v1::GetContactRequest get;
  get.set_name("contacts/1");
  EXPECT_THAT(Contacts(&Stub::GetContact, get).status(), HasReason("INVALID_NAME"));
}

TEST_F(AdaptersTest, AResourceWithoutAServiceOfItsOwn) {
  v1::ListOwnershipRecordsRequest list;
  list.set_parent(parent_);
  list.set_order_by("create_time");
  list.set_filter("create_time > \"2026-01-01T00:00:00Z\"");
  EXPECT_THAT(Call<v1::ListOwnershipRecordsResponse>(
                  customer_stub_.get(), &v1::CustomerService::Stub::ListOwnershipRecords, list),
              IsOk());
}

TEST_F(AdaptersTest, CustomMethods) {
  using CustomerStub = v1::CustomerService::Stub;
  v1::TransferOwnershipRequest transfer;
  transfer.set_name("customers/1");
  const auto transferred = Call<v1::TransferOwnershipResponse>(
      customer_stub_.get(), &CustomerStub::TransferOwnership, transfer);
  ASSERT_THAT(transferred, IsOk());
  EXPECT_EQ(transferred->customer().name(), "customers/1");
  EXPECT_EQ(transferred->customer().note(),
            "/guanxi.customer.v1.CustomerService/TransferOwnership");
  v1::ExportCustomersRequest exported;
  exported.set_filter("all");
  EXPECT_EQ(Call<Operation>(customer_stub_.get(), &CustomerStub::ExportCustomers, exported)->name(),
            "all");
}

TEST_F(AdaptersTest, CustomStreams) {
  grpc::ClientContext up, down;
  rpc::Prepare(absl::Seconds(30), "token", &up);
  Operation operation;
  const auto writer = customer_stub_->ImportCustomers(&up, &operation);
  for (const char* part : {"a", "b", "c"}) {
    v1::ImportCustomersRequest request;
    request.mutable_file()->set_data(part);
    ASSERT_TRUE(writer->Write(request));
  }
  writer->WritesDone();
  EXPECT_THAT(FromGrpcStatus(writer->Finish()), IsOk());
  EXPECT_EQ(operation.name(), "abc");

  rpc::Prepare(absl::Seconds(30), "token", &down);
  v1::DownloadFileRequest request;
  request.set_name("xyz");
  const auto reader = customer_stub_->DownloadFile(&down, request);
  std::vector<std::string> parts;
  for (HttpBody body; reader->Read(&body);) parts.push_back(body.data());
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), IsOk());
  EXPECT_THAT(parts, ElementsAre("x", "y", "z"));
}

}  // namespace
}  // namespace guanxi::customer
