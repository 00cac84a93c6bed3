// The RPCs of guanxi.metadata.v1.FieldDefinitionService.
#ifndef GUANXI_CUSTOMER_SVC_FIELD_DEFINITION_SERVICE_H_
#define GUANXI_CUSTOMER_SVC_FIELD_DEFINITION_SERVICE_H_

#include "common/resource/methods.h"
#include "common/rpc/methods.h"
#include "common/rpc/pipeline.h"
#include "customer-svc/resources.h"
#include "guanxi/metadata/v1/field_definition.grpc.pb.h"

namespace guanxi::customer {

// Documented in the proto. Thread-safe. Owns nothing that it is given.
class FieldDefinitionServiceImpl : public metadata::v1::FieldDefinitionService::CallbackService {
 public:
  FieldDefinitionServiceImpl(rpc::Pipeline* pipeline, const resource::Engine* engine,
                             const Resources* resources);

  using Context = grpc::CallbackServerContext;
  grpc::ServerUnaryReactor* GetFieldDefinition(
      Context* context, const metadata::v1::GetFieldDefinitionRequest* request,
      metadata::v1::FieldDefinition* response) override;
  grpc::ServerUnaryReactor* ListFieldDefinitions(
      Context* context, const metadata::v1::ListFieldDefinitionsRequest* request,
      metadata::v1::ListFieldDefinitionsResponse* response) override;
  grpc::ServerUnaryReactor* CreateFieldDefinition(
      Context* context, const metadata::v1::CreateFieldDefinitionRequest* request,
      metadata::v1::FieldDefinition* response) override;
  grpc::ServerUnaryReactor* UpdateFieldDefinition(
      Context* context, const metadata::v1::UpdateFieldDefinitionRequest* request,
      metadata::v1::FieldDefinition* response) override;
  grpc::ServerUnaryReactor* DeleteFieldDefinition(
      Context* context, const metadata::v1::DeleteFieldDefinitionRequest* request,
      metadata::v1::FieldDefinition* response) override;
  grpc::ServerUnaryReactor* UndeleteFieldDefinition(
      Context* context, const metadata::v1::UndeleteFieldDefinitionRequest* request,
      metadata::v1::FieldDefinition* response) override;

 private:
  const rpc::Methods rpc_;
  const resource::Engine* const engine_;
  const resource::Methods definitions_;
};

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_FIELD_DEFINITION_SERVICE_H_
