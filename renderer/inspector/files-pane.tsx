import { useFormat, useWords } from "../app-context.ts";
import { type SetRow, wrongPages } from "./inspector-model.ts";

/** What RESTORE FILELISTONLY would say, and how the pages of each file fared. */
export function FilesPane({ row }: { readonly row: SetRow }): React.JSX.Element {
  const { inspector: w } = useWords();
  const format = useFormat();
  const isVerified = row.reports.some(({ checks }) => checks !== null);
  const pagesWord = (fileId: number, pages: number): React.JSX.Element => {
    const wrong = wrongPages(row, fileId);
    if (wrong > 0) return <span className="err">{w.badPages(format.count(wrong))}</span>;
    const count = format.count(pages);
    return <>{isVerified && pages > 0 ? `${count}, ${w.rightPages}` : count}</>;
  };
  return (
    <section aria-label={w.filesOfSet}>
      <div className="pane-head">
        <h2>{w.filesOfSet}</h2>
      </div>
      <div className="pane-scroll" tabIndex={0} role="group" aria-label={w.filesOfSet}>
        <table className="table ruled files-table">
          <colgroup>
            <col style={{ width: 44 }} />
            <col style={{ width: "24%" }} />
            <col />
            <col style={{ width: 48 }} />
            <col style={{ width: 66 }} />
            <col style={{ width: 80 }} />
          </colgroup>
          <thead>
            <tr>
              <th className="number">{w.column.id}</th>
              <th>{w.column.logical}</th>
              <th>{w.column.physical}</th>
              <th>{w.column.type}</th>
              <th className="number">{w.column.size}</th>
              <th className="number">{w.column.pages}</th>
            </tr>
          </thead>
          <tbody>
            {row.facts.files.map((file) => (
              <tr key={file.fileId}>
                <td className="number">{file.fileId}</td>
                <td className="mono clipped" data-tip={file.logicalName}>
                  {file.logicalName}
                </td>
                <td className="mono clipped quiet" data-tip={file.physicalName}>
                  {file.physicalName}
                </td>
                <td>{w.fileType[file.type]}</td>
                <td className="number">{format.text(format.size(file.sizeBytes))}</td>
                <td className="number">{pagesWord(file.fileId, file.pages)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
