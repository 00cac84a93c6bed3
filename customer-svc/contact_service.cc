#include "customer-svc/contact_service.h"

namespace guanxi::customer {

ContactServiceImpl::ContactServiceImpl(rpc::Pipeline* pipeline, const resource::Engine* engine,
                                       const Resources* resources)
    : rpc_(pipeline, v1::ContactService::service_full_name()),
      contacts_(engine, resources->contacts.get(), resources->customers.get()) {}

grpc::ServerUnaryReactor* ContactServiceImpl::GetContact(Context* context,
                                                         const v1::GetContactRequest* request,
                                                         v1::Contact* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::GetContactRequest& r) {
                      return contacts_.Get<v1::Contact>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::ListContacts(Context* context,
                                                           const v1::ListContactsRequest* request,
                                                           v1::ListContactsResponse* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const v1::ListContactsRequest& r) {
        return contacts_.List<v1::ListContactsResponse>(call, r);
      },
      contacts_.reader().ListLane(*request));
}

grpc::ServerUnaryReactor* ContactServiceImpl::SearchContacts(
    Context* context, const v1::SearchContactsRequest* request,
    v1::SearchContactsResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::SearchContactsRequest& r) {
                      return contacts_.Search<v1::SearchContactsResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::CreateContact(Context* context,
                                                            const v1::CreateContactRequest* request,
                                                            v1::Contact* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::CreateContactRequest& r) {
                      return contacts_.Create<v1::Contact>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::UpdateContact(Context* context,
                                                            const v1::UpdateContactRequest* request,
                                                            v1::Contact* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::UpdateContactRequest& r) {
                      return contacts_.Update<v1::Contact>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::DeleteContact(Context* context,
                                                            const v1::DeleteContactRequest* request,
                                                            v1::Contact* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::DeleteContactRequest& r) {
                      return contacts_.Delete<v1::Contact>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::UndeleteContact(
    Context* context, const v1::UndeleteContactRequest* request, v1::Contact* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::UndeleteContactRequest& r) {
                      return contacts_.Undelete<v1::Contact>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::BatchGetContacts(
    Context* context, const v1::BatchGetContactsRequest* request,
    v1::BatchGetContactsResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::BatchGetContactsRequest& r) {
                      return contacts_.BatchGet<v1::BatchGetContactsResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::BatchCreateContacts(
    Context* context, const v1::BatchCreateContactsRequest* request,
    v1::BatchCreateContactsResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::BatchCreateContactsRequest& r) {
                      return contacts_.BatchCreate<v1::BatchCreateContactsResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::BatchUpdateContacts(
    Context* context, const v1::BatchUpdateContactsRequest* request,
    v1::BatchUpdateContactsResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::BatchUpdateContactsRequest& r) {
                      return contacts_.BatchUpdate<v1::BatchUpdateContactsResponse>(call, r);
                    });
}

grpc::ServerUnaryReactor* ContactServiceImpl::BatchDeleteContacts(
    Context* context, const v1::BatchDeleteContactsRequest* request,
    v1::BatchDeleteContactsResponse* response) {
  return rpc_.Unary(context, request, response,
                    [this](const rpc::Call& call, const v1::BatchDeleteContactsRequest& r) {
                      return contacts_.BatchDelete<v1::BatchDeleteContactsResponse>(call, r);
                    });
}

}  // namespace guanxi::customer
