#include "customer-svc/customer_service.h"

#include <memory>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {

CustomerServiceImpl::CustomerServiceImpl(rpc::Pipeline* pipeline, const resource::Engine* engine,
                                         const Resources* resources, FileTransfer* files)
    : rpc_(pipeline, v1::CustomerService::service_full_name()),
      engine_(engine),
      resources_(resources),
      files_(files),
      customers_(engine, resources->customers.get()),
      ownership_records_(engine, resources->ownership_records.get(), resources->customers.get()) {}

grpc::ServerUnaryReactor* CustomerServiceImpl::GetCustomer(Context* context,
                                                           const v1::GetCustomerRequest* request,
                                                           v1::Customer* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::GetCustomerRequest& r) {
                      return customers_.Get<v1::Customer>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::ListCustomers(
    Context* context, const v1::ListCustomersRequest* request,
    v1::ListCustomersResponse* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const v1::ListCustomersRequest& r) {
        return customers_.List<v1::ListCustomersResponse>(call, r);
      },
      customers_.reader().ListLane(*request));
}

grpc::ServerUnaryReactor* CustomerServiceImpl::SearchCustomers(
    Context* context, const v1::SearchCustomersRequest* request,
    v1::SearchCustomersResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::SearchCustomersRequest& r) {
                      return customers_.Search<v1::SearchCustomersResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::CreateCustomer(
    Context* context, const v1::CreateCustomerRequest* request, v1::Customer* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::CreateCustomerRequest& r) {
                      return customers_.Create<v1::Customer>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::UpdateCustomer(
    Context* context, const v1::UpdateCustomerRequest* request, v1::Customer* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::UpdateCustomerRequest& r) {
                      return customers_.Update<v1::Customer>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::DeleteCustomer(
    Context* context, const v1::DeleteCustomerRequest* request, v1::Customer* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::DeleteCustomerRequest& r) {
                      return customers_.Delete<v1::Customer>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::UndeleteCustomer(
    Context* context, const v1::UndeleteCustomerRequest* request, v1::Customer* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::UndeleteCustomerRequest& r) {
                      return customers_.Undelete<v1::Customer>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::BatchGetCustomers(
    Context* context, const v1::BatchGetCustomersRequest* request,
    v1::BatchGetCustomersResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::BatchGetCustomersRequest& r) {
                      return customers_.BatchGet<v1::BatchGetCustomersResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::BatchCreateCustomers(
    Context* context, const v1::BatchCreateCustomersRequest* request,
    v1::BatchCreateCustomersResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::BatchCreateCustomersRequest& r) {
                      return customers_.BatchCreate<v1::BatchCreateCustomersResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::BatchUpdateCustomers(
    Context* context, const v1::BatchUpdateCustomersRequest* request,
    v1::BatchUpdateCustomersResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::BatchUpdateCustomersRequest& r) {
                      return customers_.BatchUpdate<v1::BatchUpdateCustomersResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::BatchDeleteCustomers(
    Context* context, const v1::BatchDeleteCustomersRequest* request,
    v1::BatchDeleteCustomersResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::BatchDeleteCustomersRequest& r) {
                      return customers_.BatchDelete<v1::BatchDeleteCustomersResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::TransferOwnership(
    Context* context, const v1::TransferOwnershipRequest* request,
    v1::TransferOwnershipResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::TransferOwnershipRequest& r) {
                      return Transfer(call, r);
                    });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::ListOwnershipRecords(
    Context* context, const v1::ListOwnershipRecordsRequest* request,
    v1::ListOwnershipRecordsResponse* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const v1::ListOwnershipRecordsRequest& r) {
        return ownership_records_.List<v1::ListOwnershipRecordsResponse>(call, r);
      },
      ownership_records_.reader().ListLane(*request));
}

grpc::ServerReadReactor<v1::ImportCustomersRequest>* CustomerServiceImpl::ImportCustomers(
    Context* context, google::longrunning::Operation* response) {
  return rpc_.ClientStream<v1::ImportCustomersRequest>(
      context, response,
      [this](const rpc::Call& call, rpc::Reader<v1::ImportCustomersRequest>& reader) {
        return files_->Import(call, reader);
      });
}

grpc::ServerUnaryReactor* CustomerServiceImpl::ExportCustomers(
    Context* context, const v1::ExportCustomersRequest* request,
    google::longrunning::Operation* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::ExportCustomersRequest& r) {
                      return files_->Export(call, r);
                    });
}

grpc::ServerWriteReactor<google::api::HttpBody>* CustomerServiceImpl::DownloadFile(
    Context* context, const v1::DownloadFileRequest* request) {
  return rpc_.ServerStream<google::api::HttpBody>(
      context, request,
      [this](const rpc::Call& call, const v1::DownloadFileRequest& r,
             rpc::Writer<google::api::HttpBody>& writer) {
        return files_->Download(call, r, writer);
      });
}

absl::StatusOr<v1::TransferOwnershipResponse> CustomerServiceImpl::Transfer(
    const rpc::Call& call, const v1::TransferOwnershipRequest& request) const {
  const resource::Resource& customers = *resources_->customers;
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(customers.type(), request.name(), "name"));
  Violations violations;
  if (request.owner().empty()) violations.Add("owner", "is required");
  const int max_reason =
      resource::Rules(v1::OwnershipRecord::descriptor()->FindFieldByName("reason")).max_bytes();
  if (static_cast<int>(request.reason().size()) > max_reason) {
    violations.Add("reason", "is too long");
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  resource::WriteContext context;
  context.reason = request.reason();
  v1::TransferOwnershipResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, context, &response, [&](resource::UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const resource::Stored old, work.GetLive(customers, name));
        GUANXI_RETURN_IF_ERROR(resource::UnitOfWork::CheckEtag(customers, etag, old));
        v1::Customer& next = *response.mutable_customer();
        next.CopyFrom(*old.message);
        next.set_owner(request.owner());
        if (!request.department().empty()) next.set_department(request.department());
        return work.Update(customers, old, &next).status();
      }));
  return response;
}

}  // namespace guanxi::customer
