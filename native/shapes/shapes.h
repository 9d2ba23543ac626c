/* A header with everything that headers have: unions, bit-fields, callbacks, nested structs, macros, attributes. `ffi bind` is tested with it. */
#ifndef SHAPES_H
#define SHAPES_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include "shapes_units.h"

#define SHAPES_API __attribute__((visibility("default")))

#define SHAPES_VERSION "1.2"
#define SHAPES_MOST_CORNERS (4 * 2)
#define SHAPES_HALF 0.5
#define SHAPES_ALL 0xFFFFFFFFu
#define SHAPES_FAR (-9000000000LL)
#define SHAPES_NOWHERE ((struct shape *)0)
#define SHAPES_OPEN (
#define SHAPES_BRACE '{'
#define SHAPES_WIDE L"wide"
#define SHAPES_LINE __LINE__
#define SHAPES_SQUARE(x) ((x) * (x))

/** What a shape is. */
enum shape_kind {
    SHAPE_CIRCLE = 1,
    SHAPE_POLYGON = 1 << 1,
    SHAPE_ANY = SHAPE_CIRCLE | SHAPE_POLYGON
};

typedef enum { TURN_LEFT = -1, TURN_NONE, TURN_RIGHT } turn;

enum { SHAPES_FIRST = 40, SHAPES_SECOND, SHAPES_OF_KIND = sizeof(enum shape_kind) * (SHAPE_ANY + 1) };

typedef struct corner corner;

/** A point in the plane. */
typedef struct {
    double x, y;
} point;

/** How a shape is drawn. */
struct style {
    unsigned is_filled : 1;
    unsigned width : 5;
    int shade : 10;
    uint8_t opacity;
    enum shape_kind kind : 4;
};

union measure {
    double radius;
    struct {
        int32_t corners;
        float side;
    } polygon;
    uint8_t bytes[16];
};

/** A shape: nested structs, a union, arrays. */
struct shape {
    enum shape_kind kind;
    struct style style;
    union measure measure;
    point middle;
    union {
        int64_t number;
        char label[8];
    };
    struct {
        short grid[2][3];
    } raster;
};

struct __attribute__((packed)) packed_shape {
    char kind;
    double size;
};

#pragma pack(push, 2)
struct tight_shape {
    char kind;
    double size;
};
#pragma pack(pop)

/* A long double has no .NET type that a struct could hold. */
struct exact {
    long double value;
};

/** A list that nobody but the library looks into. */
typedef struct shape_list shape_list;

/** Called for each shape. Another value than 0 ends it. */
typedef int (*shape_visitor)(void *state, const point *middle, int index);

/** The area of a shape.
 *  @param s which one
 *  @return in square units */
SHAPES_API double shape_area(const struct shape *s) __attribute__((nonnull(1), pure));

SHAPES_API struct shape shape_circle(point middle, double radius);

SHAPES_API void shape_move(struct shape *s, double dx, double dy) __attribute__((nonnull(1)));

SHAPES_API int style_shade(struct style style);

SHAPES_API double packed_size(struct packed_shape shape);

SHAPES_API long double exact_twice(struct exact number);

/** The sum of numbers, and with them their mean. */
SHAPES_API double shapes_sum(const double *values, size_t count, double *mean) __attribute__((access(read_only, 1, 2), access(write_only, 3), nonnull(1)));

SHAPES_API void shapes_fill(uint32_t *values, size_t count, uint32_t first) __attribute__((access(write_only, 1, 2)));

SHAPES_API void shapes_double(int *number);

SHAPES_API void shape_list_free(shape_list *list);

SHAPES_API shape_list *shape_list_new(void) __attribute__((malloc(shape_list_free, 1)));

SHAPES_API int shape_list_add(shape_list *list, const point *middle);

SHAPES_API int shape_list_visit(shape_list *list, shape_visitor visit, void *state);

/** Keeps a visitor for shape_list_visit_kept. */
SHAPES_API void shape_list_keep(shape_list *list, shape_visitor visit);

SHAPES_API int shape_list_visit_kept(shape_list *list);

SHAPES_API int shape_list_find(shape_list *list, int index, const point **found);

SHAPES_API char *shapes_describe(const struct shape *s) __attribute__((malloc(free, 1)));

SHAPES_API const char *shape_kind_name(enum shape_kind kind);

SHAPES_API turn shapes_turn(const point corners[3]);

SHAPES_API int shapes_print(char *text, size_t size, const char *format, ...) __attribute__((access(write_only, 1, 2)));

SHAPES_API int shapes_with_list(const char *format, __builtin_va_list arguments);

struct corner {
    point at;
    int number;
};

SHAPES_API double corner_x(corner c);

SHAPES_API double tight_size(struct tight_shape shape);

/** Under another name in the library. */
SHAPES_API int shapes_renamed(int n) __asm__("shapes_successor");

int shapes_never_written(int n);

static inline int shapes_inline(int n) { return n; }

#endif
