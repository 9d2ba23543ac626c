/* What shapes.h declares. */
#include "shapes.h"

#include <stdarg.h>
#include <stdio.h>

struct shape_list {
    int count;
    point middles[SHAPES_MOST_CORNERS];
    shape_visitor kept;
};

double shape_area(const struct shape *s)
{
    return s->kind == SHAPE_CIRCLE ? 3 * SHAPES_SQUARE(s->measure.radius) : s->measure.polygon.corners * s->measure.polygon.side;
}

struct shape shape_circle(point middle, double radius)
{
    struct shape s = { .kind = SHAPE_CIRCLE, .style = { .is_filled = 1, .width = 17, .shade = -300, .opacity = 200, .kind = SHAPE_CIRCLE }, .measure = { .radius = radius }, .middle = middle, .number = 77 };
    s.raster.grid[1][2] = -5;
    return s;
}

void shape_move(struct shape *s, double dx, double dy)
{
    s->middle.x += dx;
    s->middle.y += dy;
}

int style_shade(struct style style) { return style.shade * (style.is_filled ? 1 : 2) + style.width; }

double corner_x(corner c) { return c.number * c.at.x; }

double tight_size(struct tight_shape shape) { return shape.size - shape.kind; }

double packed_size(struct packed_shape shape) { return shape.size + shape.kind; }

long double exact_twice(struct exact number) { return 2 * number.value; }

double shapes_sum(const double *values, size_t count, double *mean)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    if (mean)
        *mean = count ? sum / count : 0;
    return sum;
}

void shapes_fill(uint32_t *values, size_t count, uint32_t first)
{
    for (size_t i = 0; i < count; i++)
        values[i] = first + (uint32_t)i;
}

void shapes_double(int *number) { *number *= 2; }

shape_list *shape_list_new(void) { return calloc(1, sizeof(shape_list)); }

void shape_list_free(shape_list *list) { free(list); }

int shape_list_add(shape_list *list, const point *middle)
{
    if (list->count == SHAPES_MOST_CORNERS)
        return -1;
    list->middles[list->count] = *middle;
    return list->count++;
}

int shape_list_visit(shape_list *list, shape_visitor visit, void *state)
{
    int visited = 0;
    for (; visited < list->count && visit(state, &list->middles[visited], visited) == 0; visited++)
        ;
    return visited;
}

void shape_list_keep(shape_list *list, shape_visitor visit) { list->kept = visit; }

int shape_list_visit_kept(shape_list *list) { return list->kept ? shape_list_visit(list, list->kept, NULL) : -1; }

int shape_list_find(shape_list *list, int index, const point **found)
{
    *found = index >= 0 && index < list->count ? &list->middles[index] : NULL;
    return *found != NULL;
}

char *shapes_describe(const struct shape *s)
{
    char *text = malloc(64);
    if (text)
        snprintf(text, 64, "%s at %g, %g", shape_kind_name(s->kind), s->middle.x, s->middle.y);
    return text;
}

const char *shape_kind_name(enum shape_kind kind) { return kind == SHAPE_CIRCLE ? "circle" : kind == SHAPE_POLYGON ? "polygon" : "shape"; }

turn shapes_turn(const point corners[3])
{
    double cross = (corners[1].x - corners[0].x) * (corners[2].y - corners[1].y) - (corners[1].y - corners[0].y) * (corners[2].x - corners[1].x);
    return cross > 0 ? TURN_LEFT : cross < 0 ? TURN_RIGHT : TURN_NONE;
}

int shapes_print(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, size, format, arguments);
    va_end(arguments);
    return length;
}

int shapes_with_list(const char *format, va_list arguments) { return vsnprintf(NULL, 0, format, arguments); }

int shapes_renamed(int n) { return n + 1; }
