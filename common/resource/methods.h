// The standard methods of one resource, typed: what the RPCs of a service call.
#ifndef GUANXI_COMMON_RESOURCE_METHODS_H_
#define GUANXI_COMMON_RESOURCE_METHODS_H_

#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/resource/engine.h"
#include "common/resource/reader.h"
#include "common/resource/resource.h"
#include "common/resource/searcher.h"
#include "common/resource/writer.h"
#include "common/rpc/call.h"

namespace guanxi::resource {

// Thin: the work is done over reflection in Reader, Writer and Searcher, which document it.
// Thread-safe. Owns nothing that it is given.
class Methods {
 public:
  // `parent` is the resource whose names this one's are under, or null.
  Methods(const Engine* engine, const Resource* resource, const Resource* parent = nullptr)
      : reader_(engine, resource, parent),
        writer_(engine, resource, parent),
        searcher_(engine, resource, parent) {}

  const Reader& reader() const { return reader_; }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Get(const rpc::Call& call, const Request& request) const {
    return Run<Response>(reader_, &Reader::Get, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> BatchGet(const rpc::Call& call, const Request& request) const {
    return Run<Response>(reader_, &Reader::BatchGet, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> List(const rpc::Call& call, const Request& request) const {
    return Run<Response>(reader_, &Reader::List, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> ListChanges(const rpc::Call& call, const Request& request) const {
    return Run<Response>(reader_, &Reader::ListChanges, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Search(const rpc::Call& call, const Request& request) const {
    return Run<Response>(searcher_, &Searcher::Search, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Create(const rpc::Call& call, const Request& request) const {
    return Run<Response>(writer_, &Writer::Create, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> CreateAfter(const rpc::Call& call, const Request& request,
                                       Writer::Before before) const {
    Response response;
    GUANXI_RETURN_IF_ERROR(writer_.CreateAfter(call, request, &response, before));
    return response;
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Update(const rpc::Call& call, const Request& request) const {
    return Run<Response>(writer_, &Writer::Update, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Delete(const rpc::Call& call, const Request& request) const {
    return Run<Response>(writer_, &Writer::Delete, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Undelete(const rpc::Call& call, const Request& request) const {
    return Run<Response>(writer_, &Writer::Undelete, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> BatchCreate(const rpc::Call& call, const Request& request) const {
    return Run<Response>(writer_, &Writer::BatchCreate, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Ingest(const rpc::Call& call, const Request& request) const {
    return Run<Response>(writer_, &Writer::Ingest, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> BatchUpdate(const rpc::Call& call, const Request& request) const {
    return Run<Response>(writer_, &Writer::BatchUpdate, call, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> BatchDelete(const rpc::Call& call, const Request& request) const {
    return Run<Response>(writer_, &Writer::BatchDelete, call, request);
  }

 private:
  using Message = google::protobuf::Message;

  template <typename Response, typename Worker>
  static absl::StatusOr<Response> Run(const Worker& worker,
                                      absl::Status (Worker::*method)(const rpc::Call&,
                                                                     const Message&, Message*)
                                          const,
                                      const rpc::Call& call, const Message& request) {
    Response response;
    GUANXI_RETURN_IF_ERROR((worker.*method)(call, request, &response));
    return response;
  }

  const Reader reader_;
  const Writer writer_;
  const Searcher searcher_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_METHODS_H_
