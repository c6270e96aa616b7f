import type { ReactNode } from "react";

interface FormSectionProps {
  readonly title: string;
  /** Of its heading: 3 on a page that has a title of its own below the window's. */
  readonly level?: 2 | 3;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A part of a form: its title on the left, its rows on the right, a hairline below. */
export function FormSection(props: FormSectionProps): React.JSX.Element {
  const { title, level = 2, className = "", children } = props;
  const Heading = `h${level}` as const;
  return (
    <section className={`form-section ${className}`.trimEnd()} aria-label={title}>
      <Heading>{title}</Heading>
      <div>{children}</div>
    </section>
  );
}
