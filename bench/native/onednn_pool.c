// What the benchmarks need of oneDNN, in a few functions: its own interface is structures that differ from version to version.
// Built by bench/onednn.sh; called by Peers/OneDnn.cs.
#include <oneapi/dnnl/dnnl.h>
#include <omp.h>
#include <stdlib.h>

#if DNNL_VERSION_MAJOR != 2
#error "this shim speaks to oneDNN 2; version 3 takes no operation descriptors"
#endif

enum { inference = 0, training = 1, backward = 2 };

typedef struct {
    int purpose;
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    dnnl_primitive_desc_t forward_desc, backward_desc;
    dnnl_primitive_t forward, backward;
    dnnl_memory_t src, dst, workspace;
} pool;

#define TRY(call) do { if ((call) != dnnl_success) goto failed; } while (0)

// Its threads are those of OpenMP, set for the thread that calls.
void cenote_onednn_start(int threads, int *version) {
    omp_set_num_threads(threads);
    const dnnl_version_t *v = dnnl_version();
    version[0] = v->major, version[1] = v->minor, version[2] = v->patch;
}

void cenote_pool_free(pool *p) {
    if (!p) return;
    if (p->forward) dnnl_primitive_destroy(p->forward);
    if (p->backward) dnnl_primitive_destroy(p->backward);
    if (p->forward_desc) dnnl_primitive_desc_destroy(p->forward_desc);
    if (p->backward_desc) dnnl_primitive_desc_destroy(p->backward_desc);
    if (p->src) dnnl_memory_destroy(p->src);
    if (p->dst) dnnl_memory_destroy(p->dst);
    if (p->workspace) dnnl_memory_destroy(p->workspace);
    if (p->stream) dnnl_stream_destroy(p->stream);
    if (p->engine) dnnl_engine_destroy(p->engine);
    free(p);
}

// sizes: src [N, C, spatial...], dst likewise, then kernel, stride, padding before and padding after of each spatial axis.
// Null where oneDNN does not do it.
pool *cenote_pool_new(int purpose, int is_max, int axes, const int64_t *sizes, int channels_last, int is_byte) {
    pool *p = calloc(1, sizeof(pool));
    p->purpose = purpose;
    const int64_t *src_dims = sizes, *dst_dims = sizes + axes + 2, *kernel = dst_dims + axes + 2;
    const int64_t *stride = kernel + axes, *before = stride + axes, *after = before + axes;
    dnnl_data_type_t type = is_byte ? dnnl_u8 : dnnl_f32;
    dnnl_format_tag_t tag = axes == 3 ? (channels_last ? dnnl_ndhwc : dnnl_ncdhw) : (channels_last ? dnnl_nhwc : dnnl_nchw);
    dnnl_alg_kind_t rule = is_max ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding;
    dnnl_prop_kind_t kind = purpose == inference ? dnnl_forward_inference : dnnl_forward_training;

    dnnl_memory_desc_t src, dst;
    TRY(dnnl_engine_create(&p->engine, dnnl_cpu, 0));
    TRY(dnnl_stream_create(&p->stream, p->engine, dnnl_stream_default_flags));
    TRY(dnnl_memory_desc_init_by_tag(&src, axes + 2, src_dims, type, tag));
    TRY(dnnl_memory_desc_init_by_tag(&dst, axes + 2, dst_dims, type, tag));
    TRY(dnnl_memory_create(&p->src, &src, p->engine, DNNL_MEMORY_NONE));
    TRY(dnnl_memory_create(&p->dst, &dst, p->engine, DNNL_MEMORY_NONE));

    dnnl_pooling_desc_t forward;
    TRY(dnnl_pooling_forward_desc_init(&forward, kind, rule, &src, &dst, stride, kernel, before, after));
    TRY(dnnl_primitive_desc_create(&p->forward_desc, &forward, NULL, p->engine, NULL));
    TRY(dnnl_primitive_create(&p->forward, p->forward_desc));
    if (purpose != inference && is_max) {
        const dnnl_memory_desc_t *places = dnnl_primitive_desc_query_md(p->forward_desc, dnnl_query_workspace_md, 0);
        TRY(dnnl_memory_create(&p->workspace, places, p->engine, DNNL_MEMORY_ALLOCATE));
    }

    if (purpose == backward) {
        dnnl_pooling_desc_t desc;
        TRY(dnnl_pooling_backward_desc_init(&desc, rule, &src, &dst, stride, kernel, before, after));
        TRY(dnnl_primitive_desc_create(&p->backward_desc, &desc, NULL, p->engine, p->forward_desc));
        TRY(dnnl_primitive_create(&p->backward, p->backward_desc));
    }

    return p;

failed:
    cenote_pool_free(p);
    return NULL;
}

static int run(pool *p, dnnl_primitive_t primitive, int src_role, void *src, int dst_role, void *dst) {
    TRY(dnnl_memory_set_data_handle(p->src, src));
    TRY(dnnl_memory_set_data_handle(p->dst, dst));
    dnnl_exec_arg_t args[] = { { src_role, p->src }, { dst_role, p->dst }, { DNNL_ARG_WORKSPACE, p->workspace } };
    TRY(dnnl_primitive_execute(primitive, p->stream, p->workspace ? 3 : 2, args));
    TRY(dnnl_stream_wait(p->stream));
    return 0;

failed:
    return 1;
}

// Pools src to dst; for training and backward it also keeps where each greatest element was. 0 is success.
int cenote_pool_forward(pool *p, void *src, void *dst) { return run(p, p->forward, DNNL_ARG_SRC, src, DNNL_ARG_DST, dst); }

// Gives the gradient toward src from that toward dst.
int cenote_pool_backward(pool *p, void *diff_src, void *diff_dst) { return run(p, p->backward, DNNL_ARG_DIFF_SRC, diff_src, DNNL_ARG_DIFF_DST, diff_dst); }
