// The RPCs of guanxi.customer.v1.ContactService.
#ifndef GUANXI_CUSTOMER_SVC_CONTACT_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_CONTACT_SERVICE_H_

#include "common/resource/methods.h"
#include "common/rpc/methods.h"
#include "common/rpc/pipeline.h"
#include "customer-svc/resources.h"
#include "guanxi/customer/v1/contact_service.grpc.pb.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class ContactServiceImpl : public v1::ContactService::CallbackService {
 public:
  ContactServiceImpl(rpc::Pipeline* pipeline, const resource::Engine* engine,
                     const Resources* resources);

  using Context = grpc::CallbackServerContext;
  grpc::ServerUnaryReactor* GetContact(Context* context, const v1::GetContactRequest* request,
                                       v1::Contact* response) override;
  grpc::ServerUnaryReactor* ListContacts(Context* context, const v1::ListContactsRequest* request,
                                         v1::ListContactsResponse* response) override;
  grpc::ServerUnaryReactor* SearchContacts(Context* context,
                                           const v1::SearchContactsRequest* request,
                                           v1::SearchContactsResponse* response) override;
  grpc::ServerUnaryReactor* CreateContact(Context* context, const v1::CreateContactRequest* request,
                                          v1::Contact* response) override;
  grpc::ServerUnaryReactor* UpdateContact(Context* context, const v1::UpdateContactRequest* request,
                                          v1::Contact* response) override;
  grpc::ServerUnaryReactor* DeleteContact(Context* context, const v1::DeleteContactRequest* request,
                                          v1::Contact* response) override;
  grpc::ServerUnaryReactor* UndeleteContact(Context* context,
                                            const v1::UndeleteContactRequest* request,
                                            v1::Contact* response) override;
  grpc::ServerUnaryReactor* BatchGetContacts(Context* context,
                                             const v1::BatchGetContactsRequest* request,
                                             v1::BatchGetContactsResponse* response) override;
  grpc::ServerUnaryReactor* BatchCreateContacts(Context* context,
                                                const v1::BatchCreateContactsRequest* request,
                                                v1::BatchCreateContactsResponse* response) override;
  grpc::ServerUnaryReactor* BatchUpdateContacts(Context* context,
                                                const v1::BatchUpdateContactsRequest* request,
                                                v1::BatchUpdateContactsResponse* response) override;
  grpc::ServerUnaryReactor* BatchDeleteContacts(Context* context,
                                                const v1::BatchDeleteContactsRequest* request,
                                                v1::BatchDeleteContactsResponse* response) override;

 private:
  const rpc::Methods rpc_;
  const resource::Methods contacts_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_CONTACT_SERVICE_H_
