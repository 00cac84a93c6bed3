#include "customer-svc/field_definition_service.h"

#include "common/resource/environment.h"

namespace guanxi::customer {

FieldDefinitionServiceImpl::FieldDefinitionServiceImpl(rpc::Pipeline* pipeline,
                                                       const resource::Engine* engine,
                                                       const Resources* resources)
    : rpc_(pipeline, metadata::v1::FieldDefinitionService::service_full_name()),
      engine_(engine),
      definitions_(engine, resources->field_definitions.get()) {}

grpc::ServerUnaryReactor* FieldDefinitionServiceImpl::GetFieldDefinition(
    Context* context, const metadata::v1::GetFieldDefinitionRequest* request,
    metadata::v1::FieldDefinition* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const metadata::v1::GetFieldDefinitionRequest& r) {
        return definitions_.Get<metadata::v1::FieldDefinition>(call, r);
      });
}

grpc::ServerUnaryReactor* FieldDefinitionServiceImpl::ListFieldDefinitions(
    Context* context, const metadata::v1::ListFieldDefinitionsRequest* request,
    metadata::v1::ListFieldDefinitionsResponse* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const metadata::v1::ListFieldDefinitionsRequest& r) {
        return definitions_.List<metadata::v1::ListFieldDefinitionsResponse>(call, r);
      },
      definitions_.reader().ListLane(*request));
}

grpc::ServerUnaryReactor* FieldDefinitionServiceImpl::CreateFieldDefinition(
    Context* context, const metadata::v1::CreateFieldDefinitionRequest* request,
    metadata::v1::FieldDefinition* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const metadata::v1::CreateFieldDefinitionRequest& r) {
        auto result = definitions_.Create<metadata::v1::FieldDefinition>(call, r);
        engine_->environment().custom_fields().Forget(call.principal.tenant);
        return result;
      });
}

grpc::ServerUnaryReactor* FieldDefinitionServiceImpl::UpdateFieldDefinition(
    Context* context, const metadata::v1::UpdateFieldDefinitionRequest* request,
    metadata::v1::FieldDefinition* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const metadata::v1::UpdateFieldDefinitionRequest& r) {
        auto result = definitions_.Update<metadata::v1::FieldDefinition>(call, r);
        engine_->environment().custom_fields().Forget(call.principal.tenant);
        return result;
      });
}

grpc::ServerUnaryReactor* FieldDefinitionServiceImpl::DeleteFieldDefinition(
    Context* context, const metadata::v1::DeleteFieldDefinitionRequest* request,
    metadata::v1::FieldDefinition* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const metadata::v1::DeleteFieldDefinitionRequest& r) {
        auto result = definitions_.Delete<metadata::v1::FieldDefinition>(call, r);
        engine_->environment().custom_fields().Forget(call.principal.tenant);
        return result;
      });
}

grpc::ServerUnaryReactor* FieldDefinitionServiceImpl::UndeleteFieldDefinition(
    Context* context, const metadata::v1::UndeleteFieldDefinitionRequest* request,
    metadata::v1::FieldDefinition* response) {
  return rpc_.Unary(
      context, request, response,
      [this](const rpc::Call& call, const metadata::v1::UndeleteFieldDefinitionRequest& r) {
        auto result = definitions_.Undelete<metadata::v1::FieldDefinition>(call, r);
        engine_->environment().custom_fields().Forget(call.principal.tenant);
        return result;
      });
}

}  // namespace guanxi::customer
